// @ts-check
/** A page that cannot start says so, in every language, and what can be done. */

import { expect, test } from "./fixtures.js";

/** @typedef {import("@playwright/test").Page} Page */

test.use({ serviceWorkers: "block", expectedErrors: [/./] });

/** @param {Page} page */
async function expectNote(page) {
  for (const sentence of [
    "Tab Trainer has not started yet.",
    /If the address begins with file:/,
    /then reload the page\./,
    /upload the whole archive again/,
    "Tab Trainer ещё не запустился.",
    /Если адрес начинается с file:/,
    /перезагрузите страницу/,
    /заново загрузить на него весь архив/,
  ])
    await expect(page.getByText(sentence)).toBeVisible();
}

/** How a host can spoil the page's modules. @type {[string, (page: Page) => Promise<unknown>][]} */
const FAULTS = [
  [
    "scripts come with a wrong type",
    (page) =>
      page.route(/\.js$/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, contentType: "text/plain" });
      }),
  ],
  [
    "one module is missing",
    (page) => page.route("**/view/colours.js", (route) => route.fulfill({ status: 404 })),
  ],
  [
    "one module is of another version",
    (page) =>
      page.route("**/view/dom.js", async (route) => {
        const response = await route.fetch();
        const source = (await response.text()).replace("export function byId", "function byId");
        await route.fulfill({ response, body: source });
      }),
  ],
  ["one module never comes", (page) => page.route("**/session.js", () => {})],
  [
    "the sentences are missing",
    (page) => page.route("**/page.ftl", (route) => route.fulfill({ status: 404 })),
  ],
];

for (const [fault, spoil] of FAULTS) {
  test(`when ${fault}, a note says what to do`, async ({ page }) => {
    await spoil(page);
    await page.goto("./", { waitUntil: "commit" });
    await expectNote(page);
  });
}

test("opened from a folder, too", async ({ page }) => {
  await page.goto(new URL("../../www/index.html", import.meta.url).href);
  await expectNote(page);
});

test("also where motion is reduced, and not without need", async ({ page, app }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.route("**/main.js", (route) => route.fulfill({ status: 404 }));
  await page.goto("./");
  await expectNote(page);
  await page.unroute("**/main.js");
  await app.open();
  await expect(page.getByText("Tab Trainer has not started yet.")).toHaveCount(0);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("another note says so, and only that", async ({ page }) => {
    await page.goto("./");
    await expect(page.getByText(/needs JavaScript/)).toBeVisible();
    await expect(page.getByText("Tab Trainer has not started yet.")).toBeHidden();
  });
});
