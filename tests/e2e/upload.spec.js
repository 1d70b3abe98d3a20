// @ts-check
/** Images from files: by button, by drag and drop, good and bad ones. */

import { expect, test } from "./fixtures.js";
import { png } from "./images.js";

/** @typedef {{ name: string, mimeType: string, buffer: Buffer }} Upload */

/** @param {string} name @param {Buffer} buffer @returns {Upload} */
const file = (name, buffer, mimeType = "image/png") => ({ name, mimeType, buffer });

/** @param {import("./tab-trainer.js").TabTrainer} app @param {string} name of the class @param {Upload[]} files */
async function upload(app, name, files) {
  const chooser = app.page.waitForEvent("filechooser");
  await app.classGroup(name).getByRole("button", { name: "Upload images" }).click();
  await (await chooser).setFiles(files);
}

/** @param {import("./tab-trainer.js").TabTrainer} app @param {string} name of the class @param {Upload[]} files */
async function drop(app, name, files) {
  const contents = files.map(({ buffer, ...rest }) => ({
    ...rest,
    base64: buffer.toString("base64"),
  }));
  const dataTransfer = await app.page.evaluateHandle((contents) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, base64 } of contents) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    return transfer;
  }, contents);
  for (const event of ["dragenter", "dragover", "drop"])
    await app.classGroup(name).dispatchEvent(event, { dataTransfer });
}

// To record a trace Playwright fetches the addresses of broken pictures, which the page's security policy forbids.
test.use({ trace: "off" });

test("uploaded and dropped images train a network", async ({ app }) => {
  await app.open();
  await upload(
    app,
    "Face",
    [0.1, 0.15, 0.2].map((bar, i) => file(`left-${i}.png`, png(200, 150, { bar }))),
  );
  await expect.poll(() => app.pictures("Face")).toBe(3);
  await drop(
    app,
    "Background",
    [0.5, 0.55, 0.6].map((bar, i) => file(`right-${i}.png`, png(90, 160, { bar }))),
  );
  await expect.poll(() => app.pictures("Background")).toBe(3);
  await app.train();
});

test("what is no image is named, and the others still come in", async ({ app }) => {
  await app.open();
  await upload(app, "Face", [
    file("good.png", png(64, 64)),
    file("notes.txt", Buffer.from("hello"), "text/plain"),
    file("broken.png", png(64, 64).subarray(0, 20)),
    file("empty.png", Buffer.alloc(0)),
    file("also-good.png", png(80, 64)),
  ]);
  await expect.poll(() => app.pictures("Face")).toBe(2);
  const alert = app.classGroup("Face").getByRole("alert").filter({ hasText: "notes.txt" });
  await expect(alert).toBeVisible();
  await expect(alert).toContainText("broken.png");
});

test("what a warning is about is outlined until it is mended", async ({ app, page }) => {
  await app.open();
  const thumbnail = (/** @type {number} */ number) =>
    page.getByRole("button", { name: `Delete picture ${number} of Face`, exact: true });
  await upload(
    app,
    "Face",
    [0.1, 0.2, 0.3].map((bar, i) => file(`${i}.png`, png(64, 64, { bar }))),
  );
  await upload(
    app,
    "Background",
    [0.2, 0.8].map((bar, i) => file(`${i}.png`, png(64, 64, { bar }))),
  );
  await expect(
    page.getByText(/^Picture 2 of “Face” is also picture 1 of “Background”/),
  ).toBeVisible();
  await expect(thumbnail(2)).toHaveCSS("outline-style", "solid");
  for (const other of [1, 3])
    await expect(thumbnail(other)).not.toHaveCSS("outline-style", "solid");
  await page.getByRole("button", { name: "Delete picture 1 of Background", exact: true }).click();
  await expect(thumbnail(2)).not.toHaveCSS("outline-style", "solid");
});

test("a picture of 40 megapixels is refused with its size, and the page goes on", async ({
  app,
}) => {
  await app.open();
  await upload(app, "Face", [file("huge.png", png(8000, 5000))]);
  await expect(
    app
      .classGroup("Face")
      .getByRole("alert")
      .filter({ hasText: /huge\.png.*megapixels/ }),
  ).toBeVisible({ timeout: 20_000 });
  expect(await app.pictures("Face")).toBe(0);
  await upload(app, "Face", [file("wide.png", png(4000, 100))]);
  await expect.poll(() => app.pictures("Face")).toBe(1);
});
