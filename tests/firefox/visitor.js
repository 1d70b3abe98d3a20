// @ts-check
/** The page in Firefox as a person meets it: by roles and accessible names, as tests/e2e/tab-trainer.js does in Chromium. */

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

/** @typedef {import("puppeteer-core").Page} Page */
/** @typedef {import("puppeteer-core").ElementHandle<HTMLElement>} Element */

/** Other tests may keep the machine busy. */
const PATIENCE = 30_000;

export class Visitor {
  /** What must not happen: errors in the console, exceptions that nobody catches, requests to others. @type {string[]} */
  faults = [];

  /** @param {Page} page @param {string} address  of the page */
  constructor(page, address) {
    this.page = page;
    this.address = address;
    page.setDefaultTimeout(PATIENCE);
    page.on("console", (message) => {
      if (message.type() === "error") this.faults.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => void this.faults.push(`uncaught: ${error}`));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== new URL(address).origin && !["blob:", "data:"].includes(protocol))
        this.faults.push(`request to ${request.url()}`);
    });
  }

  /** @param {string} [view]  behind the "#" */
  async open(view = "") {
    await this.page.goto(this.address + view);
  }

  /** Waits until it is there and can be seen. @param {string} role @param {string} name @param {Element | Page} within @returns {Promise<Element>} */
  async find(role, name, within = this.page) {
    const selector = `::-p-aria([name="${name}"][role="${role}"])`;
    const element = await within.waitForSelector(selector, { visible: true });
    assert.ok(element, `${role} “${name}”`);
    return /** @type {Element} */ (element);
  }

  /** @param {string} name @param {string} [role] @param {Element | Page} [within] */
  async press(name, role = "button", within) {
    await (await this.find(role, name, within)).click();
  }

  /** @param {string} name  of the class */
  classGroup(name) {
    return this.find("group", name);
  }

  /** Waits for a sentence, or a part of it, that can be seen. @param {string} sentence */
  async reads(sentence) {
    await this.page.waitForFunction(
      (sentence) => document.body.innerText.replace(/\s+/g, " ").includes(sentence),
      {},
      sentence,
    );
  }

  /** What the class says it has, as "5 pictures". @param {string} name  of the class */
  async pictures(name) {
    const group = await this.classGroup(name);
    return Number.parseInt(await group.$eval(".count", (count) => count.textContent));
  }

  /** Asks until the answer is this. @template T @param {() => Promise<T>} ask @param {T} wanted */
  async until(ask, wanted) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const answer = await ask();
      if (answer === wanted) return;
      assert.ok(Date.now() < end, `it stays ${answer}, and never becomes ${wanted}`);
      await sleep(100);
    }
  }

  async startPractice() {
    await this.press("Use practice camera");
    await this.find("radiogroup", "Practice scene");
  }

  /** @param {string} name */
  async showScene(name) {
    const scenes = await this.find("radiogroup", "Practice scene");
    const scene = await scenes.waitForSelector(`::-p-aria([name="${name}"][role="radio"])`);
    await scene?.evaluate((radio) => /** @type {HTMLInputElement} */ (radio).click()); // it lies under its label
  }

  /** Holds Record until this many pictures are there. @param {string} name  of the class @param {number} count */
  async record(name, count) {
    const record = await this.find("button", "Record", await this.classGroup(name));
    // A camera that has just started moves what stands below it.
    await record.evaluate(async (button) => {
      button.scrollIntoView({ block: "center" });
      for (let [before, now] = [NaN, 0]; now !== before;) {
        before = now;
        await new Promise((resolve) => setTimeout(resolve, 250));
        now = button.getBoundingClientRect().y;
      }
    });
    await record.hover();
    await this.page.mouse.down();
    await this.until(async () => (await this.pictures(name)) >= count, true);
    await this.page.mouse.up();
  }

  /** Presses Train, which is Stop until the end. */
  async train() {
    await this.press("Train");
    await this.find("button", "Train");
  }

  /** Waits until the page is served by its service worker, which has a copy of all that was loaded. */
  async untilKept() {
    await this.page.waitForFunction(async () => {
      const { state } = navigator.serviceWorker.controller ?? {};
      const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
      const kept = await Promise.all(loaded.map((url) => caches.match(url)));
      return state === "activated" && kept.every(Boolean);
    });
  }

  /** The class that the page names. @returns {Promise<string | null>} */
  winner() {
    return this.page.evaluate(
      () =>
        document.querySelector("meter[aria-current=true], [role=meter][aria-current=true]")
          ?.ariaLabel ?? null,
    );
  }
}
