// @ts-check
/** The page as a person meets it: only roles and accessible names, never its inner structure. */

import { expect } from "@playwright/test";

/** @typedef {import("@playwright/test").Page} Page */

/** What the page calls its parts; it does so in other languages, too. */
const ENGLISH = {
  camera: "Start camera",
  practice: "Use practice camera",
  scene: "Practice scene",
  face: "Face",
  background: "Background",
  record: "Record",
  pictures: /^[\d,]+ pictures?$/,
  train: "Train",
  stop: "Stop",
  training: "Training",
  settings: "Settings",
  advanced: "Advanced",
};

/** In Russian. */
export const RUSSIAN = {
  camera: "Включить камеру",
  practice: "Учебная камера",
  scene: "Учебная сцена",
  face: "Лицо",
  background: "Фон",
  record: "Снимать",
  pictures: /^\d+ сним(ок|ка|ков)$/,
  train: "Обучить",
  stop: "Стоп",
  training: "Ход обучения",
  settings: "Настройки",
  advanced: "Дополнительно",
};

export class TabTrainer {
  #words;

  /** @param {Page} page @param {typeof ENGLISH} [words] */
  constructor(page, words = ENGLISH) {
    this.page = page;
    this.#words = words;
    this.startCameraButton = page.getByRole("button", { name: words.camera });
    this.trainButton = page.getByRole("button", { name: words.train, exact: true });
    this.stopButton = page.getByRole("button", { name: words.stop, exact: true });
    this.progress = page.getByRole("progressbar", { name: words.training });
    this.news = page.getByRole("status");
    this.alerts = page.getByRole("alert");
    this.meters = page.getByRole("meter");
    this.winner = this.meters.and(page.locator("[aria-current=true]"));
    this.video = page.locator("video");
  }

  async open() {
    await this.page.goto("./");
    await expect(this.classGroup(this.#words.face)).toBeVisible();
    await expect(this.classGroup(this.#words.background)).toBeVisible();
  }

  /** @param {string} name */
  classGroup(name) {
    return this.page.getByRole("group", { name, exact: true });
  }

  /** @param {string} name of the class */
  recordButton(name) {
    return this.classGroup(name).getByRole("button", { name: this.#words.record });
  }

  /** How many pictures the class says it has. @param {string} name */
  async pictures(name) {
    const text = await this.classGroup(name).getByText(this.#words.pictures).first().innerText();
    return Number.parseInt(text.replace(",", ""), 10);
  }

  /** @param {string} name of the class @param {number} number of the picture, the oldest being 1 */
  picture(name, number) {
    return this.classGroup(name).getByRole("option", {
      name: `Picture ${number} of ${name}`,
      exact: true,
    });
  }

  /** @param {string} name of the class @param {number} number of the picture, the oldest being 1 */
  async deletePicture(name, number) {
    await this.picture(name, number).click();
    await this.classGroup(name).getByRole("button", { name: "Delete picture" }).click();
  }

  /** Waits until the browser's database holds this many pictures: writing follows a moment after a change. @param {number} count */
  async expectStored(count) {
    const stored = () =>
      this.page.evaluate(
        () =>
          new Promise((resolve, reject) => {
            const opening = indexedDB.open("tab-trainer");
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const { result } = opening;
              const counting = result.transaction("pictures").objectStore("pictures").count();
              counting.onsuccess = () => {
                result.close();
                resolve(counting.result);
              };
            };
          }),
      );
    await expect.poll(stored).toBe(count);
  }

  async startCamera() {
    await this.startCameraButton.click();
    await expect
      .poll(() =>
        this.video.evaluate((video) => /** @type {HTMLVideoElement} */ (video).videoWidth),
      )
      .toBeGreaterThan(0);
  }

  async startPractice() {
    await this.page.getByRole("button", { name: this.#words.practice }).click();
    await expect(this.page.getByRole("radiogroup", { name: this.#words.scene })).toBeVisible();
  }

  /** @param {string} name of the scene */
  async showScene(name) {
    const scene = this.page
      .getByRole("radiogroup", { name: this.#words.scene })
      .getByRole("radio", { name });
    await scene.check({ force: true }); // a styled radio may lie under its label
    await expect(scene).toBeChecked();
  }

  /** Holds Record until this many more pictures are there. @param {string} name @param {number} count */
  async record(name, count) {
    const before = await this.pictures(name);
    await this.recordButton(name).hover();
    await this.page.mouse.down();
    await expect
      .poll(() => this.pictures(name), { timeout: 20_000, intervals: [100] })
      .toBeGreaterThanOrEqual(before + count);
    await this.page.mouse.up();
    // A frame that was under way when the button was released still comes.
    let last = -1;
    const settled = async () => last === (last = await this.pictures(name));
    await expect.poll(settled, { intervals: [150] }).toBe(true);
  }

  /** Two recordings of each practice scene. @param {Record<string, string>} sceneOf class → scene @param {number} [each] */
  async recordPractice(sceneOf, each = 10) {
    for (let turn = 0; turn < 2; turn++) {
      for (const [name, scene] of Object.entries(sceneOf)) {
        await this.showScene(scene);
        await this.record(name, each);
      }
    }
  }

  /** Chooses a method. @param {string} name */
  async method(name) {
    const method = this.page.getByRole("radio", { name, exact: true });
    await method.check({ force: true }); // a styled radio may lie under its label
    await expect(method).toBeChecked();
  }

  /** Presses Train and waits for the end, which may come before Stop could be seen. @param {number} [timeout] */
  async train(timeout = 60_000) {
    await this.trainButton.click();
    await expect(this.trainButton).toBeVisible({ timeout });
  }

  /** A number or a choice. @param {string} label */
  field(label) {
    return this.page
      .getByRole("spinbutton", { name: label, exact: true })
      .or(this.page.getByRole("combobox", { name: label, exact: true }));
  }

  /** Opens the sheet with the settings, unfolded. @returns {Promise<import("@playwright/test").Locator>} */
  async openSettings() {
    const sheet = this.page.getByRole("dialog", { name: this.#words.settings });
    if (!(await sheet.isVisible()))
      await this.page.getByRole("button", { name: this.#words.settings, exact: true }).click();
    await expect(sheet).toBeVisible();
    const advanced = sheet.locator("details");
    if (!(await advanced.getAttribute("open").then((open) => open !== null)))
      await sheet.getByText(this.#words.advanced, { exact: true }).click();
    return sheet;
  }

  /** Opens the network editor, and with it the sheet. @returns {Promise<import("@playwright/test").Locator>} */
  async openNetwork() {
    const sheet = await this.openSettings();
    await sheet.getByRole("button", { name: "Change the network …" }).click();
    const editor = this.page.getByRole("dialog", { name: "Network" });
    await expect(editor).toBeVisible();
    return editor;
  }

  /** Closes the editor, and the sheet behind it. */
  async closeNetwork() {
    const editor = this.page.getByRole("dialog", { name: "Network" });
    await editor.getByRole("button", { name: "Done" }).click();
    await expect(editor).toBeHidden();
    await this.closeSettings();
  }

  async closeSettings() {
    await this.page.keyboard.press("Escape");
    await expect(this.page.getByRole("dialog", { name: this.#words.settings })).toBeHidden();
  }

  /** Does something with a setting, and closes the sheet. @template T @param {string} label @param {(field: import("@playwright/test").Locator) => Promise<T>} act @returns {Promise<T>} */
  async #setting(label, act) {
    await this.openSettings();
    const field = this.field(label);
    await expect(field).toBeVisible();
    const result = await act(field);
    await this.closeSettings();
    return result;
  }

  /** @param {string} label @param {string | number} value */
  async set(label, value) {
    await this.#setting(label, (field) => field.fill(String(value)));
  }

  /** @param {string} label @param {string} value */
  async choose(label, value) {
    await this.#setting(label, (field) => field.selectOption(value));
  }

  /** Opens the sheet with the projects. @param {{ projects?: string, project?: RegExp }} [words] @returns {Promise<import("@playwright/test").Locator>} */
  async openProjects({ projects = "Projects", project = /^Project: / } = {}) {
    await this.page.getByRole("button", { name: project }).click();
    const sheet = this.page.getByRole("dialog", { name: projects, exact: true });
    await expect(sheet).toBeVisible();
    return sheet;
  }

  /** Makes a project, which is opened. @param {string} name */
  async newProject(name) {
    const sheet = await this.openProjects();
    await sheet.getByRole("textbox", { name: "New project" }).fill(name);
    await sheet.getByRole("button", { name: "Create" }).click();
    await this.expectProject(name);
  }

  /** Opens one that there is. @param {string} name */
  async openProject(name) {
    const sheet = await this.openProjects();
    await sheet
      .getByRole("group", { name, exact: true })
      .getByRole("button", { name: "Open" })
      .click();
    await this.expectProject(name);
  }

  /** It is open, and all that it holds is there. @param {string} name */
  async expectProject(name) {
    const button = this.page.getByRole("button", { name: /^Project: / });
    await expect(button.getByText(name, { exact: true })).toBeVisible();
    await expect(this.page.getByRole("dialog")).toHaveCount(0);
    await expect(this.page.getByRole("button", { name: "Add class" })).toBeVisible();
  }

  /** Adds a class and gives it a name. @param {string} name */
  async addClass(name) {
    const count = await this.page.getByRole("textbox", { name: "Class name" }).count();
    await this.page.getByRole("button", { name: "Add class" }).click();
    await this.rename(count, name);
  }

  /** @param {number} place @param {string} name */
  async rename(place, name) {
    const field = this.page.getByRole("textbox", { name: "Class name" }).nth(place);
    await field.fill(name);
    await field.press("Enter");
    await expect(this.classGroup(name)).toBeVisible();
  }

  /**
   * Fraction of correct answers among those that the page shows next.
   * @param {string} expected class
   */
  async shareOfAnswers(expected, samples = 40) {
    return this.page.evaluate(
      async ({ expected, samples }) => {
        let right = 0;
        for (let seen = 0; seen < samples; seen++) {
          await new Promise((resolve) =>
            requestAnimationFrame(() => requestAnimationFrame(resolve)),
          );
          const winner = document.querySelector(
            "[role=meter][aria-current=true], meter[aria-current=true]",
          );
          if (winner?.getAttribute("aria-label") === expected) right += 1;
        }
        return right / samples;
      },
      { expected, samples },
    );
  }

  /** The training worker, not the one that answers live. */
  async trainingWorker() {
    for (const worker of this.page.workers()) {
      if ((await worker.evaluate(() => self.name).catch(() => "")) === "training") return worker;
    }
    throw new Error("there is no training worker");
  }

  /** An exception that nobody catches, in the training worker. */
  async breakTraining() {
    const worker = await this.trainingWorker();
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error("thrown by the test");
      });
    });
  }
}
