// @ts-check
/** The archive that a teacher unpacks: in a folder of a larger host, with the headers that it brings. */

import { expect } from "./fixtures.js";
import { test, unpacked } from "./host.js";

test("unpacked in a folder of a host, it trains and answers", async ({ app, page, host }) => {
  test.setTimeout(120_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 6);
  await app.train();
  await app.showScene("Face");
  await expect(app.winner).toHaveAccessibleName("Face");
  for (const view of ["Inside", "Lab"]) {
    await page.getByRole("link", { name: view, exact: true }).click();
    await expect(page.getByRole("heading", { level: 2, name: view })).toBeVisible();
    await expect(page.getByText("Loading …")).toHaveCount(0);
  }
  expect(host.asked.filter((path) => !unpacked().has(path || "index.html"))).toEqual([]);
});

test("its headers hold", async ({ app, page }) => {
  const responses = /** @type {Record<string, Record<string, string>>} */ ({});
  page.on("response", (response) => {
    const [, name] = /([^/]*)$/.exec(new URL(response.url()).pathname) ?? [];
    responses[name || "index.html"] = response.headers();
  });
  await app.open();
  await expect.poll(() => Object.keys(responses).some((name) => name.endsWith(".wasm"))).toBe(true);
  for (const headers of Object.values(responses)) {
    expect(headers["content-security-policy"]).toContain("require-trusted-types-for 'script'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["permissions-policy"]).toContain("camera=(self)");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
  }
  expect(responses["index.html"]["cache-control"]).toBe("no-cache");
  expect(responses["main.js"]["cache-control"]).toContain("immutable");
  expect(responses["tab_trainer_bg.wasm"]["content-type"]).toBe("application/wasm");
  expect(responses["page.ftl"]["content-type"]).toContain("text/plain");
});

test.describe("Trusted Types", () => {
  test.use({ expectedErrors: [/This document requires 'Trusted/] });

  test("no string becomes markup or a script", async ({ app, page }) => {
    await app.open();
    const thrown = await page.evaluate(() =>
      [
        () => (document.createElement("p").innerHTML = "<b>markup</b>"),
        () => new Worker("worker.js"),
        () => document.createElement("script").setAttribute("src", "script.js"),
      ].map((act) => {
        try {
          act();
          return "";
        } catch (error) {
          return String(error);
        }
      }),
    );
    for (const error of thrown) expect(error).toContain("TypeError");
  });
});
