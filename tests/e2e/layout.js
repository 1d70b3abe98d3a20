// @ts-check
/** What is wrong with the layout of the page: too wide, cut off, one thing over another, out of reach. */

import { expect } from "@playwright/test";

/** @typedef {import("./tab-trainer.js").TabTrainer} TabTrainer */

/** As it is now. @param {import("@playwright/test").Page} page @returns {Promise<string[]>} */
export function layoutFaults(page) {
  return page.evaluate(async () => {
    // What follows the size of its place is drawn anew in the next frame.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    /** @type {string[]} */
    const faults = [];
    const root = document.documentElement;
    // While a dialog is open, what lies behind it is out of use.
    const place = document.querySelector("dialog[open]") ?? document.body;
    const nameOf = (/** @type {Element} */ one) =>
      `${one.localName}${one.id && `#${one.id}`}.${one.getAttribute("class") ?? ""} “${(
        one.getAttribute("aria-label") ??
        one.textContent ??
        ""
      )
        .trim()
        .slice(0, 30)}”`;
    const isShown = (/** @type {Element} */ one) =>
      one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    /** Whether a person can bring what lies beyond its edges into sight. @param {Element | null} one @returns {boolean} */
    const scrolls = (one) =>
      one !== null &&
      one !== document.body &&
      one !== root &&
      (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));

    const over = root.scrollWidth - root.clientWidth;
    if (over > 0) faults.push(`the page is ${over} px wider than the window`);

    for (const one of place.querySelectorAll("*")) {
      if (!isShown(one) || one.closest("svg, math, .visually-hidden")) continue;
      const { overflowX, textOverflow } = getComputedStyle(one);
      const hasText = [...one.childNodes].some(
        ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent?.trim(),
      );
      if (!hasText || textOverflow === "ellipsis") continue; // which cuts it off on purpose
      if (overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1 && !scrolls(one))
        faults.push(`cut off: ${nameOf(one)}`);
      const range = document.createRange();
      range.selectNodeContents(one);
      const { left, right } = range.getBoundingClientRect();
      if ((left < -1 || right > innerWidth + 1) && !scrolls(one))
        faults.push(`beyond the edge: ${nameOf(one)}`);
      const button = one.closest("button");
      const frame = button?.getBoundingClientRect();
      if (frame && (left < frame.left - 1 || right > frame.right + 1))
        faults.push(`wider than its button: ${nameOf(one)}`);
    }

    const controls = [
      ...place.querySelectorAll(
        "button, a[href], select, summary, input:not([type=radio], [hidden])",
      ),
    ].filter(isShown);
    const boxes = controls.map((one) => one.getBoundingClientRect());
    const isFixed = (/** @type {Element} */ one) =>
      one.closest(".bottom, .sticks, header") !== null;
    controls.forEach((one, i) => {
      for (let j = i + 1; j < controls.length; j++) {
        const other = controls[j];
        if (isFixed(one) !== isFixed(other)) continue;
        const across =
          Math.min(boxes[i].right, boxes[j].right) - Math.max(boxes[i].left, boxes[j].left);
        const along =
          Math.min(boxes[i].bottom, boxes[j].bottom) - Math.max(boxes[i].top, boxes[j].top);
        if (across > 1 && along > 1) faults.push(`${nameOf(one)} over ${nameOf(other)}`);
      }
    });
    for (const one of controls) {
      if (one.closest("[inert], .stage")) continue;
      one.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const { left, top, width, height } = one.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      // What is only now on its way out of sight, or into it, moves yet.
      if (hit?.closest(".stage")) continue;
      if (hit && hit !== one && !one.contains(hit) && !hit.contains(one) && !hit.closest("label"))
        faults.push(`covered: ${nameOf(one)} by ${nameOf(hit)}`);
      if (!hit) faults.push(`out of reach: ${nameOf(one)}`);
    }
    scrollTo(0, 0);
    return faults;
  });
}

/** In CSS pixels. A zoom of 200% leaves half of a window's width and height, one of 400% a quarter. */
export const WINDOWS = {
  "320 px": { width: 320, height: 640 },
  "360 px": { width: 360, height: 740 },
  "768 px": { width: 768, height: 1024 },
  "1024 px": { width: 1024, height: 768 },
  "1440 px": { width: 1440, height: 900 },
  "1280 px at 200%": { width: 640, height: 400 },
  "1280 px at 400%": { width: 320, height: 256 },
};

/** Shows everything there is, one after the other. @param {TabTrainer} app @param {typeof WORDS.en} words @param {(state: string) => Promise<void>} check */
export async function throughAllStates(app, { face, background, method, epochs }, check) {
  const { page } = app;
  await app.open();
  await check("empty");
  await app.startPractice();
  await app.recordPractice({ [face]: face, [background]: background }, 3);
  await check("collected");
  await app.method(method);
  await app.set(epochs, 2);
  await app.train();
  await page.locator("#results summary").click();
  await check("trained, with results");
  await app.openSettings();
  await check("settings");
  await app.closeSettings();
  for (const [view, last] of Object.entries(LAST)) {
    await page.goto(`./#${view}`);
    await expect(page.locator(last)).toBeVisible();
    await check(view);
  }
}

/** What is there once a view is. */
const LAST = {
  inside: "#view-inside .palette",
  lab: "#view-lab [href='#lab/faces']",
  "lab/step-size": ".lab-found[aria-busy=false] .lab-answer",
  lesson: ".lesson-table",
};

export const WORDS = {
  en: { face: "Face", background: "Background", method: "From scratch", epochs: "Epochs" },
  ru: { face: "Лицо", background: "Фон", method: "С нуля", epochs: "Эпохи" },
};
