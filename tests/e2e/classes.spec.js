// @ts-check
/** Classes are arranged: their order, their colours, and which of them take part. */

import { readFileSync } from "node:fs";
import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { png } from "./images.js";
import { file, upload } from "./uploads.js";

/** @typedef {import("./tab-trainer.js").TabTrainer} TabTrainer */

const ALL = ["Face", "Background", "Cup"];

/** Three classes, each with pictures of a bar at a place of its own. @param {TabTrainer} app */
async function fill(app, count = 6) {
  await app.open();
  await app.addClass("Cup");
  for (const [place, name] of ALL.entries()) {
    const images = Array.from({ length: count }, (_, i) =>
      file(`${name}-${i}.png`, png(96, 96, { bar: 0.3 * place + 0.02 * i })),
    );
    await upload(app, name, images);
    await expect.poll(() => app.pictures(name)).toBe(count);
  }
}

/** What opens the options, and is what the card is dragged by. @param {TabTrainer} app @param {string} name of the class */
const handle = (app, name) => app.page.getByRole("button", { name: `Options of “${name}”` });

/** @param {TabTrainer} app @param {string} name of the class */
async function options(app, name) {
  await handle(app, name).click();
  const opened = app.page.getByRole("dialog", { name: `Options of “${name}”` });
  await expect(opened).toBeVisible();
  return opened;
}

/** @param {TabTrainer} app @param {string[]} names */
async function expectOrder(app, names) {
  const fields = app.page.getByRole("textbox", { name: "Class name" });
  await expect(fields).toHaveCount(names.length);
  for (const [place, name] of names.entries()) await expect(fields.nth(place)).toHaveValue(name);
}

/** @param {TabTrainer} app @param {string[]} names */
async function expectMeters(app, names) {
  await expect(app.meters).toHaveCount(names.length);
  for (const [place, name] of names.entries())
    await expect(app.meters.nth(place)).toHaveAccessibleName(name);
}

/** The names at the rows and above the columns. @param {TabTrainer} app @param {string[]} names */
async function expectMatrix(app, names) {
  const matrix = app.page.getByRole("table", { name: "Confusion matrix" });
  await expect(matrix.getByRole("rowheader")).toHaveText(names);
  await expect(matrix.getByRole("columnheader")).toHaveText([
    ...["taken for", "labelled", ...names, "accuracy"],
  ]);
}

test("the order of the cards is that of the answers and the matrix, by keys and by buttons, and stays", async ({
  app,
  page,
}) => {
  test.setTimeout(120_000);
  await fill(app);
  await app.train();
  await expectMatrix(app, ALL);

  await handle(app, "Cup").focus();
  await page.keyboard.press("ArrowUp");
  await expect(app.news).toContainText("“Cup” is now number 2 of 3.");
  await expect(handle(app, "Cup"), "it can be moved on").toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp"); // there is nothing above it
  const moved = ["Cup", "Face", "Background"];
  await expectOrder(app, moved);
  await expectMeters(app, moved);
  await expectMatrix(app, moved);
  await expect(page.getByText("Training takes"), "nothing is to be trained again").toBeVisible();
  await expect(page.getByText(/Train again|first impression/)).toHaveCount(0);

  // A picture of a cup is still a cup: the outputs of the network are where they were.
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Try a picture" }).click();
  await (await choosing).setFiles(file("cup.png", png(96, 96, { bar: 0.65 })));
  await expect(app.winner).toHaveAccessibleName("Cup");

  const opened = await options(app, "Face");
  await opened.getByRole("button", { name: "Move down" }).focus();
  await page.keyboard.press("Enter");
  const last = ["Cup", "Background", "Face"];
  await expectOrder(app, last);
  const down = opened.getByRole("button", { name: "Move down" });
  await expect(down, "the window stays open").toBeFocused();
  await expect(down).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Escape");
  await expect(opened).toBeHidden();
  await expect(handle(app, "Face")).toBeFocused();

  await page.keyboard.press("ControlOrMeta+z");
  await expectOrder(app, moved);
  await expect(app.news).toContainText("“Face” is where it was.");
  await app.expectStored(18);
  await page.reload();
  await expectOrder(app, moved);
  await expectMeters(app, moved);
});

test("a card is dragged by its handle, and Escape lets it go", async ({ app, page }) => {
  await app.open();
  await app.addClass("Cup");
  const drag = async (/** @type {string} */ from, /** @type {string} */ onto) => {
    await handle(app, from).hover();
    await page.mouse.down();
    const start = await handle(app, from).boundingBox();
    if (!start) throw new Error("there is no handle");
    // The cards fold when the drag begins.
    await page.mouse.move(start.x + 20, start.y + 40);
    const end = await handle(app, onto).boundingBox();
    if (!end) throw new Error("there is no handle");
    const below = end.y > start.y ? end.height : 0;
    await page.mouse.move(end.x + 20, end.y + below, { steps: 5 });
  };
  await drag("Face", "Cup");
  await page.mouse.up();
  await expectOrder(app, ["Background", "Cup", "Face"]);
  await expect(page.getByRole("dialog"), "it was not pressed").toHaveCount(0);
  await expect(handle(app, "Face")).toBeFocused();
  await drag("Face", "Background");
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expectOrder(app, ["Background", "Cup", "Face"]);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Options of “Face”" })).toBeVisible();
});

test("a class that is off is in neither training nor answer, and its pictures stay", async ({
  app,
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await fill(app);
  await app.train();
  await expectMeters(app, ALL);

  const use = (await options(app, "Cup")).getByRole("checkbox", { name: "Use this class" });
  await use.uncheck();
  await expect(app.news).toContainText("“Cup” is switched off. Its pictures are kept.");
  await page.keyboard.press("Escape");
  const told = "The network was trained with “Cup”, which is switched off.";
  await expect(page.getByText(told)).toBeVisible();
  await expectMeters(app, ["Face", "Background"]);
  await expect(page.getByText(/^Ready: 12 pictures in 2 classes/)).toBeVisible();
  expect(await app.pictures("Cup")).toBe(6);
  await app.train();
  await expect(page.getByText(told)).toHaveCount(0);
  await expectMeters(app, ["Face", "Background"]);
  await expectMatrix(app, ["Face", "Background"]);

  await (await options(app, "Face")).getByRole("checkbox", { name: "Use this class" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(page.getByText(/^Switch a second class on, or add one/)).toBeVisible();
  await expect(app.trainButton).toBeDisabled();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(app.trainButton).toBeEnabled();

  await app.rename(0, "Person");
  await expect(app.meters.first()).toHaveAccessibleName("Person");
  await expect(
    page.getByText(/Train again|first impression/),
    "a name needs no training",
  ).toHaveCount(0);

  await page.reload();
  const off = app.classGroup("Cup").getByText("Switched off: takes no part in training.");
  await expect(off).toBeVisible();
  await expectMeters(app, ["Person", "Background"]);

  const sheet = await app.openProjects();
  const downloading = page.waitForEvent("download");
  await sheet.getByRole("button", { name: "Save as a file" }).click();
  const buffer = readFileSync(await (await downloading).path());
  const other = await browser.newContext({ baseURL });
  const { TabTrainer } = await import("./tab-trainer.js");
  const elsewhere = new TabTrainer(await other.newPage());
  await elsewhere.open();
  const choosing = elsewhere.page.waitForEvent("filechooser");
  await (await elsewhere.openProjects()).getByRole("button", { name: "Open a file" }).click();
  await (await choosing).setFiles({ name: "Off.tabtrainer", mimeType: "", buffer });
  await expectOrder(elsewhere, ["Person", "Background", "Cup"]);
  await expect(elsewhere.classGroup("Cup").getByText("Switched off:")).toBeVisible();
  await other.close();

  await page.keyboard.press("Escape");
  await app.classGroup("Cup").getByRole("button", { name: "Switch on" }).click();
  await expect(off).toBeHidden();
  await expect(handle(app, "Cup"), "the button is gone").toBeFocused();
  await expect(page.getByText("The network was trained without “Cup”.")).toBeVisible();
  await expectMeters(app, ["Person", "Background", "Cup"]);
});

test("a colour is chosen by keys, is the same everywhere, and stays", async ({ app, page }) => {
  await app.open();
  await handle(app, "Face").focus();
  await page.keyboard.press("Enter");
  const opened = page.getByRole("dialog", { name: "Options of “Face”" });
  await expect(opened.getByRole("radio", { name: "Blue" })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(opened.getByRole("radio", { name: "Green" })).toBeChecked();
  await expect(app.news).toContainText("“Face” has another colour: Green.");
  await page.keyboard.press("Escape");
  await app.addClass("Cup");
  const free = await options(app, "Cup");
  await expect(free.getByRole("radio", { name: "Blue" }), "nobody else has it").toBeChecked();
  await page.keyboard.press("Escape");
  await app.page.getByRole("button", { name: "Options of “Cup”" }).focus();
  await page.keyboard.press("ControlOrMeta+z");
  const rust = (await options(app, "Face")).getByRole("radio", { name: "Rust" });
  await expect(rust, "one step back").toBeChecked();
  await page.keyboard.press("Escape");
  await expect(async () => {
    await page.reload();
    await expect((await options(app, "Face")).getByRole("radio", { name: "Rust" })).toBeChecked({
      timeout: 1000,
    });
  }).toPass();
});

for (const { colorScheme, ...viewport } of /** @type {const} */ ([
  { colorScheme: "dark", width: 360, height: 740 },
  { colorScheme: "light", width: 1440, height: 900 },
])) {
  test.describe(`${colorScheme}, ${viewport.width} px`, () => {
    test.use({ colorScheme, viewport });

    test("axe finds nothing in the options, in a class that is off, and in their marks", async ({
      app,
      page,
    }) => {
      await fill(app, 3);
      const opened = await options(app, "Cup");
      await expectNoViolations(app, "the options are open");
      const box = await opened.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width);
      await opened.getByRole("checkbox", { name: "Use this class" }).uncheck();
      await expectNoViolations(app, "a class is off");
      await page.keyboard.press("Escape");
      await app.train();
      await expectNoViolations(app, "the matrix");
    });
  });
}

test.describe("with a finger", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } });

  test("a press opens the options, and a drag moves the card", async ({ app, page }) => {
    await app.open();
    await handle(app, "Background").tap();
    await expect(page.getByRole("dialog", { name: "Options of “Background”" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    const start = await handle(app, "Background").boundingBox();
    if (!start) throw new Error("there is no handle");
    const [x, y] = [start.x + 20, start.y + 20];
    const client = await page.context().newCDPSession(page);
    const touch = (/** @type {"touchStart" | "touchMove" | "touchEnd"} */ type, at = y) =>
      client.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: type === "touchEnd" ? [] : [{ x, y: at }],
      });
    await touch("touchStart");
    for (let by = 8; by <= 136; by += 16) await touch("touchMove", y - by);
    await touch("touchEnd");
    await expectOrder(app, ["Background", "Face"]);
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });
});

test("another tab only looks on", async ({ app, page, context }) => {
  await app.open();
  const second = await context.newPage();
  await second.goto(page.url());
  const { TabTrainer } = await import("./tab-trainer.js");
  const looking = new TabTrainer(second);
  await expect(looking.classGroup("Face")).toBeVisible();
  await expect(handle(looking, "Face")).toBeDisabled();
});
