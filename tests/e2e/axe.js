// @ts-check
import AxeBuilder from "@axe-core/playwright";
import { expect } from "./fixtures.js";

/** axe finds nothing wrong with the page as it is. @param {{ page: import("@playwright/test").Page }} app @param {string} state */
export async function expectNoViolations(app, state) {
  // Colours on their way from one to another are neither.
  await app.page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((one) => one instanceof CSSTransition)
        .map(({ finished }) => finished),
    ),
  );
  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
  expect(found, state).toEqual([]);
}
