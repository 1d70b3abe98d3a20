// @ts-check
/** The view Inside as a person meets it: by roles and accessible names. */

import { expect } from "@playwright/test";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */

export class InsideView {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.region = page.getByRole("region", { name: "Inside" });
    this.network = page.getByRole("combobox", { name: "Network", exact: true });
    this.target = page.getByRole("combobox", { name: "This picture should be" });
    this.live = this.button("Live");
    this.freeze = this.button("Freeze");
    this.learn = this.button("Apply this step");
    this.undo = this.button("Take back");
    this.reset = this.button("Take all back");
    this.timeline = page.getByRole("slider", { name: "Stage of the step" });
    this.tempo = page.getByRole("slider", { name: "Time per stage" });
    this.strip = page.getByRole("group", {
      name: "The step, layer by layer",
      includeHidden: true, // while another view is open
    });
    this.enlarged = page.getByRole("dialog");
    this.loss = this.strip.locator("strong");
  }

  /** @param {string} name */
  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  async open() {
    await this.page.goto("/#inside");
    await expect(this.loss).not.toBeEmpty();
  }

  /** Another network, by its name. @param {string} name */
  async choose(name) {
    await this.network.selectOption({ label: name });
    await expect(this.page.getByText("Opening the network …")).toHaveCount(0);
  }

  /** Of one layer the maps or the kernel. @param {string} name  how its accessible name begins: "Convolution 1, output" */
  maps(name) {
    return this.strip.getByRole("button", { name: new RegExp(`^${name}`) });
  }

  /** The stage that is shown, in words. */
  async stage() {
    return (await this.timeline.getAttribute("aria-valuetext")) ?? "";
  }

  /** Every pixel and every number of the strip. @returns {Promise<string>} */
  seen() {
    return this.strip.evaluate((strip) =>
      JSON.stringify([
        ...[...strip.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()),
        ...[...strip.querySelectorAll(".scale, td, strong")].map(({ textContent }) => textContent),
      ]),
    );
  }
}
