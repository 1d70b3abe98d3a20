// @ts-check
/** A head start: the stem, from its file to “none of these”. */

import { readFileSync } from "node:fs";
import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";

const FILE = readFileSync(new URL("../../www/stems/base.safetensors", import.meta.url));
const TWO = { Face: "Face", Background: "Background" };
const PATH = "**/stems/*.safetensors";

// A service worker would ask in the page's place, past what a test answers with.
test.use({ serviceWorkers: "block" });

test("nothing of a stem is loaded before the first picture; then its progress is shown, and it answers before Train", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  /** @type {string[]} */
  const asked = [];
  let arrive = () => {};
  const released = new Promise((/** @type {(value: void) => void} */ resolve) => {
    arrive = resolve;
  });
  await page.route(PATH, async (route) => {
    asked.push(new URL(route.request().url()).pathname);
    await released;
    await route.continue();
  });
  await app.open();
  await expect(page.getByRole("radio", { name: "Quick eye" })).toBeChecked();
  await app.startPractice();
  expect(asked).toEqual([]);
  await app.record("Face", 3);
  await expect(page.getByRole("progressbar", { name: "Loading the stem" })).toBeVisible();
  await expectNoViolations(app, "while the stem is loading");
  await app.showScene("Background");
  await app.record("Background", 3);
  await expect(app.trainButton, "Train would wait for it").toBeEnabled();
  arrive();
  const impression = page.getByText(/^First impression/);
  await expect(impression).toBeVisible();
  await expect(app.winner).toHaveAccessibleName("Background");
  await app.addClass("Cup");
  await app.showScene("Cup");
  await app.record("Cup", 3);
  await expect(app.meters, "a new class answers at once").toHaveCount(3);
  await expect(app.winner).toHaveAccessibleName("Cup");
  await app.train();
  await expect(impression).toBeHidden();
  await expect(app.meters).toHaveCount(3);
  for (const name of ["Face", "Cup"]) {
    await app.showScene(name);
    await expect(app.winner).toHaveAccessibleName(name);
  }
  expect(asked).toEqual(["/stems/base.safetensors"]);
});

for (const { what, answer, sentence } of [
  { what: "missing", answer: { status: 404 }, sentence: /does not have the stem “base”/ },
  { what: "cut short", answer: { body: FILE.subarray(0, 1000) }, sentence: /arrived damaged/ },
  {
    what: "another one",
    answer: { body: Buffer.concat([FILE.subarray(0, -1), Buffer.of(1)]) },
    sentence: /arrived damaged/,
  },
]) {
  test.describe(what, () => {
    test.use({ expectedErrors: [/Failed to load resource.*404/] });

    test("a stem that is of no use is named; without it one learns from scratch, and later it comes", async ({
      app,
      page,
    }) => {
      test.setTimeout(90_000);
      await page.route(PATH, (route) => route.fulfill(answer));
      await app.open();
      await app.startPractice();
      await app.recordPractice(TWO, 4);
      const failure = app.alerts.filter({ hasText: sentence });
      await expect(failure).toBeVisible();
      await app.train();
      await expect(failure, "also when Train is pressed").toBeVisible();
      await expectNoViolations(app, "without its stem");
      await page.getByRole("button", { name: "Train from scratch instead" }).click();
      await expect(page.getByRole("radio", { name: "From scratch" })).toBeChecked();
      await expect(failure).toHaveCount(0);
      await app.train();
      await expect(page.getByText(/^Training is finished/)).not.toHaveCount(0);
      await page.unroute(PATH);
      await app.method("Quick eye");
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(failure).toHaveCount(0);
      await app.train();
      await expect(app.alerts.filter({ hasText: /./ })).toHaveCount(0);
      await app.showScene("Face");
      await expect(app.winner).toHaveAccessibleName("Face");
    });
  });
}

test("what is unlike all classes is none of these, also after a reload", async ({ app, page }) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  // Of five recordings and more the engine can tell how far pictures of a class may lie from each other.
  for (let i = 0; i < 3; i++) await app.recordPractice(TWO, 5);
  await app.train();
  await app.showScene("Face");
  await expect(app.winner).toHaveAccessibleName("Face");
  const none = page.locator("#answer").getByText("None of these", { exact: true });
  for (const when of ["at once", "after a reload"]) {
    await app.showScene("Plant");
    await expect(none.first(), when).toBeVisible();
    await expectNoViolations(app, `none of these, ${when}`);
    await expect(app.winner, when).toHaveCount(0);
    await page.reload();
    await app.startPractice();
  }
});

test("two methods stand in one table, and either can answer", async ({ app, page }) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice(TWO, 8);
  await app.train();
  await page.getByRole("button", { name: "Compare with “From scratch”" }).click();
  const table = page.getByRole("table", { name: "Methods compared on the same pictures" });
  await expect(table).toBeVisible({ timeout: 60_000 });
  await expect(app.trainButton).toBeVisible();
  const row = (/** @type {string} */ name) => table.getByRole("row", { name: new RegExp(name) });
  await expect(row("Quick eye")).toHaveText(/%.* s.* kB and the stem “base”, 921 kB/s);
  await expect(row("From scratch")).toHaveText(/answers now.*%.* s.*\d kB/s);
  await page.getByRole("button", { name: "Let Quick eye answer" }).click();
  await expect(row("Quick eye")).toHaveText(/answers now/);
  await app.showScene("Face");
  await expect(app.winner).toHaveAccessibleName("Face");
  await app.record("Face", 1);
  await expect(page.getByText(/^The pictures have changed since/)).toBeVisible();
});

test("with enough pictures the stem is fine-tuned while the head answers, and the validation set decides", async ({
  app,
  page,
}) => {
  test.setTimeout(180_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice(TWO, 30);
  await app.choose("Stem", "small"); // the same, in a tenth of the time
  await app.choose("Fine-tune the stem", "On");
  const trained = app.train(150_000);
  await expect(page.getByText(/^Fine-tuning: epoch \d+ of 10$/)).toBeVisible();
  await app.showScene("Face");
  await expect(app.winner, "the head answers meanwhile").toHaveAccessibleName("Face");
  await trained;
  await expect(page.getByText(/Fine-tuning (helped|did not help)/)).toBeVisible();
  for (const scene of ["Background", "Face"]) {
    await app.showScene(scene);
    await expect(app.winner).toHaveAccessibleName(scene);
  }
  await page.reload();
  await app.startPractice();
  await app.showScene("Face");
  await expect(app.winner, "also after a reload").toHaveAccessibleName("Face");
});

test("a network on a stem that this version does not have is named, and its pictures are kept", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice(TWO, 4);
  await app.train();
  await expect.poll(() => changeNetwork(page, "huge")).toBe("base");
  const pictures = await app.pictures("Face");
  await page.reload();
  await expect(page.getByText(/trained with the stem “huge”, which this version/)).toBeVisible();
  expect(await app.pictures("Face")).toBe(pictures);
  await app.startPractice();
  await app.train();
  await expect(app.winner).toBeVisible();
});

/** The stem of the network in the database, which gets another. @param {import("@playwright/test").Page} page @param {string} stem */
function changeNetwork(page, stem) {
  return page.evaluate(
    (stem) =>
      new Promise((resolve) => {
        indexedDB.open("tab-trainer").onsuccess = ({ target }) => {
          const database = /** @type {IDBOpenDBRequest} */ (target).result;
          const writing = database.transaction("network", "readwrite");
          const networks = writing.objectStore("network");
          let before = "";
          networks.get("last").onsuccess = ({ target }) => {
            const network = /** @type {IDBRequest} */ (target).result;
            if (!network) return;
            before = network.spec.layers[0].name;
            network.spec.layers[0].name = stem;
            networks.put(network, "last");
          };
          writing.oncomplete = () => resolve((database.close(), before));
        };
      }),
    stem,
  );
}

test("pictures that an earlier version kept, half as large, are of use as they are", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice(TWO, 4);
  await page.waitForTimeout(1000); // longer than changes wait to be written
  const halved = await page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open("tab-trainer").onsuccess = ({ target }) => {
          const database = /** @type {IDBOpenDBRequest} */ (target).result;
          const writing = database.transaction("pictures", "readwrite");
          let count = 0;
          writing.objectStore("pictures").openCursor().onsuccess = ({ target }) => {
            const cursor = /** @type {IDBRequest<IDBCursorWithValue>} */ (target).result;
            if (!cursor) return;
            const { rgb, ...rest } = cursor.value;
            const small = new Uint8ClampedArray(64 * 64 * 4);
            for (let i = 0; i < small.length; i++) {
              const [pixel, byte] = [i >> 2, i & 3];
              const [x, y] = [(pixel % 64) * 2, Math.floor(pixel / 64) * 2];
              small[i] = byte === 3 ? 255 : rgb[(y * 128 + x) * 3 + byte];
            }
            cursor.update({ ...rest, rgba: small });
            count += 1;
            cursor.continue();
          };
          writing.oncomplete = () => resolve((database.close(), count));
        };
      }),
  );
  const count = (await app.pictures("Face")) + (await app.pictures("Background"));
  expect(halved).toBe(count);
  await page.reload();
  await expect.poll(() => app.pictures("Face")).toBeGreaterThan(7);
  await app.startPractice();
  await app.train();
  for (const name of ["Face", "Background"]) {
    await app.showScene(name);
    await expect(app.winner).toHaveAccessibleName(name);
  }
});
