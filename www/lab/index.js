// @ts-check
/** The Lab: the questions of the article's readers as live experiments, one screen each. */

import { loadText, text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h } from "../view/dom.js";
import { deadRelu } from "./dead-relu.js";
import { deltaSize } from "./delta-size.js";
import { faces } from "./faces.js";
import { imageSize } from "./image-size.js";
import { kernelGradient } from "./kernel-gradient.js";
import { kernelRecovery } from "./kernel-recovery.js";
import { Laboratory, ended } from "./laboratory.js";
import { missingDerivative } from "./missing-derivative.js";
import { Screen } from "./screen.js";
import { stepSize } from "./step-size.js";

/** In the order in which they were asked; the ids stand in the address, and in front of those of their sentences. */
const QUESTIONS = {
  "kernel-gradient": kernelGradient,
  "step-size": stepSize,
  "kernel-recovery": kernelRecovery,
  "dead-relu": deadRelu,
  "delta-size": deltaSize,
  "image-size": imageSize,
  "missing-derivative": missingDerivative,
};
const IDS = [...Object.keys(QUESTIONS), "faces"];

/** @param {import("../view/views.js").ViewParts} parts @returns {Promise<import("../view/views.js").View>} */
export async function open({ place }) {
  await loadText("lab");
  const title = /** @type {HTMLElement} */ (place.querySelector("h2"));
  const content = h("div", { class: "lab" });
  place.append(content);
  /** @type {Screen | null} */
  let shown = null;
  const laboratory = new Laboratory({
    onFound: ({ experiment, settings }, found) => {
      if (shown?.name === experiment) shown.show(/** @type {any} */ (settings), found);
    },
    onError: (error) => shown?.fail(error),
  });
  /** @type {Map<string, Screen>} */
  const screens = new Map();

  /** @param {keyof typeof QUESTIONS} id */
  function screenOf(id) {
    const next = IDS[IDS.indexOf(id) + 1];
    const screen = screens.get(id) ?? new Screen(id, QUESTIONS[id](), laboratory, next);
    screens.set(id, screen);
    return screen;
  }

  /** @param {Screen} screen */
  async function begin(screen) {
    try {
      const sliders = await laboratory.sliders();
      if (shown === screen) screen.begin(sliders[screen.name]);
    } catch (error) {
      if (!ended(error)) screen.fail(error);
    }
  }

  return {
    show(path) {
      const id = IDS.find((one) => one === path);
      shown = null;
      title.textContent = text(id ? `lab-${id}-title` : "nav-lab");
      if (!id) {
        render(overview(), content);
        return;
      }
      if (id === "faces") {
        render(faces(), content);
      } else {
        shown = screenOf(/** @type {keyof typeof QUESTIONS} */ (id));
        render(shown.element, content);
        void begin(shown);
      }
      return title.textContent;
    },
    hide() {
      shown = null;
      laboratory.end();
    },
  };
}

function overview() {
  return html`
    <p class="lab-intro">${text("lab-intro")}</p>
    <ol class="lab-index">
      ${IDS.map(
        (id) => html`
          <li>
            <a class="panel" href="#lab/${id}">
              <b>${text(`lab-${id}-title`)}</b>
              <span>${text(`lab-${id}-question`)}</span>
            </a>
          </li>
        `,
      )}
    </ol>
  `;
}
