// @ts-check
/** Images from files: by button, drop and paste, one at a time and in lots, cancelled and undone. */

import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { png } from "./images.js";
import { drop, dropFromDisk, file, holdDecoding, paste, pictures, upload } from "./uploads.js";

/** Writes files below a folder of this test's own. @param {string} root @param {Record<string, Buffer | string>} tree */
async function write(root, tree) {
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

// To record a trace Playwright fetches the addresses of broken pictures, which the page's security policy forbids.
test.use({ trace: "off" });

const ANIMALS = {
  "animals/cats/1.png": png(60, 60, { bar: 0.1 }),
  "animals/cats/old/2.png": png(60, 60, { bar: 0.2 }),
  "animals/cats/.DS_Store": "x",
  "animals/Face/3.png": png(60, 60, { bar: 0.3 }),
  "animals/Face/Thumbs.db": "x",
  "animals/desktop.ini": "x",
};

test("uploaded and dropped images train a network", async ({ app }) => {
  await app.open();
  await upload(
    app,
    "Face",
    [0.1, 0.15, 0.2].map((bar, i) => file(`left-${i}.png`, png(200, 150, { bar }))),
  );
  await expect.poll(() => app.pictures("Face")).toBe(3);
  await drop(
    app.classGroup("Background"),
    [0.5, 0.55, 0.6].map((bar, i) => file(`right-${i}.png`, png(90, 160, { bar }))),
  );
  await expect.poll(() => app.pictures("Background")).toBe(3);
  await app.train();
});

test("what a warning is about is outlined until it is mended", async ({ app, page }) => {
  await app.open();
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
  await expect(app.picture("Face", 2)).toHaveCSS("outline-style", "solid");
  for (const other of [1, 3])
    await expect(app.picture("Face", other)).not.toHaveCSS("outline-style", "solid");
  await app.deletePicture("Background", 1);
  await expect(app.picture("Face", 2)).not.toHaveCSS("outline-style", "solid");
});

test("300 files with five bad ones are 295 pictures, five names, and one announcement", async ({
  app,
  page,
}) => {
  test.setTimeout(120_000);
  await app.open();
  const bad = [1, 2, 3, 4, 5].map((i) => file(`bad ${i}.png`, `no picture ${i}`));
  const files = pictures("good", 295);
  bad.forEach((one, i) => files.splice(50 * i, 0, one));
  await page.evaluate(() => {
    const news = document.querySelector("[role=status]");
    if (!news) throw new Error("no news");
    Object.assign(window, { said: [] });
    new MutationObserver(() => /** @type {any} */ (window).said.push(news.textContent)).observe(
      news,
      { childList: true, characterData: true, subtree: true },
    );
  });
  await upload(app, "Face", files);
  await expect(app.news).toContainText("295 pictures added to “Face”. 5 files could not be used.", {
    timeout: 60_000,
  });
  await expect.poll(() => app.pictures("Face")).toBe(295);
  expect(await page.evaluate(() => /** @type {any} */ (window).said.length)).toBe(1);
  const alert = app.classGroup("Face").getByRole("alert");
  await alert.getByText("5 files could not be used.").click();
  for (const { name } of bad) await expect(alert.getByText(`“${name}”`)).toBeVisible();
  await alert.getByRole("button", { name: "Close" }).click();
  await expect(alert).toHaveCount(0);
});

test("an upload is undone in one step", async ({ app }) => {
  await app.open();
  await upload(app, "Face", pictures("kept", 2));
  await expect.poll(() => app.pictures("Face")).toBe(2);
  await upload(app, "Face", pictures("undone", 5, 3));
  await expect(app.news).toContainText("5 pictures added to “Face”.");
  await app.news.getByRole("button", { name: "Undo" }).click();
  await expect(app.news).toContainText("The upload was undone.");
  await expect.poll(() => app.pictures("Face")).toBe(2);
});

test("a second lot waits in line while the first is read", async ({ app, page }) => {
  const decoding = await holdDecoding(page);
  await app.open();
  await upload(app, "Face", pictures("first", 2));
  await drop(app.classGroup("Background"), pictures("second", 2, 3));
  const progress = page.getByRole("progressbar", { name: "Reading images" });
  await expect(progress).toBeVisible();
  await expect(page.getByText("Reading images: 0 of 4")).toBeVisible();
  await decoding.next();
  await expect(page.getByText("Reading images: 1 of 4")).toBeVisible();
  await expect(progress).toHaveAttribute("aria-valuenow", "25");
  await decoding.all();
  await expect(app.news).toContainText("4 pictures added to 2 classes.");
  await expect(progress).toBeHidden();
  await expect.poll(() => app.pictures("Face")).toBe(2);
  await expect.poll(() => app.pictures("Background")).toBe(2);
});

test("what was read before it is cancelled stays", async ({ app, page }) => {
  const decoding = await holdDecoding(page);
  await app.open();
  await upload(app, "Face", pictures("picture", 4));
  await expect(page.getByText("Reading images: 0 of 4")).toBeVisible();
  await decoding.next();
  await expect(page.getByText("Reading images: 1 of 4")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).press("Enter");
  await expect(app.news).toContainText(
    "1 picture added to “Face”. Cancelled: 3 files were not read.",
  );
  await expect(app.news).toBeFocused(); // the button is gone
  await decoding.all();
  await upload(app, "Background", pictures("other", 1));
  await expect.poll(() => app.pictures("Background")).toBe(1);
  await expect.poll(() => app.pictures("Face")).toBe(1);
});

test("axe finds nothing in what an upload shows", async ({ app, page }) => {
  const decoding = await holdDecoding(page);
  await app.open();
  await upload(app, "Face", [...pictures("good", 2), file("bad.png", "no picture")]);
  await expect(page.getByRole("progressbar", { name: "Reading images" })).toBeVisible();
  await expectNoViolations(app, "reading");
  await decoding.all();
  await expect(app.classGroup("Face").getByRole("alert")).toContainText("bad.png");
  await drop(page.getByRole("region", { name: "Camera" }), pictures("more", 1));
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectNoViolations(app, "which class?");
  await page.getByRole("dialog").press("Escape");
  await expectNoViolations(app, "a file that could not be used");
});

test("a class that is removed ends its upload, and that is said", async ({ app, page }) => {
  const decoding = await holdDecoding(page);
  await app.open();
  await upload(app, "Face", pictures("picture", 3));
  await expect(page.getByText("Reading images: 0 of 3")).toBeVisible();
  await app.classGroup("Face").getByRole("button", { name: "Remove class" }).click();
  await decoding.all();
  await expect(app.news).toHaveText(
    "“Face” was removed before all of its images had been read. Nothing was added.",
  );
});

test("leaving the page in the middle of an upload is asked about", async ({ app, page }) => {
  const decoding = await holdDecoding(page);
  await app.open();
  await upload(app, "Face", pictures("picture", 2));
  await expect(page.getByText("Reading images: 0 of 2")).toBeVisible();
  const question = page.waitForEvent("dialog");
  const reload = page.evaluate(() => location.reload());
  expect((await question).type()).toBe("beforeunload");
  await (await question).dismiss();
  await reload;
  await decoding.all();
  await expect.poll(() => app.pictures("Face")).toBe(2);
});

test("who deletes everything in the middle of an upload has nothing left", async ({
  app,
  page,
}) => {
  const decoding = await holdDecoding(page);
  await app.open();
  await upload(app, "Face", pictures("picture", 3));
  await expect(page.getByText("Reading images: 0 of 3")).toBeVisible();
  await decoding.next();
  await page.getByRole("button", { name: "Delete everything" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete everything" }).click();
  await expect(app.news).toContainText("Everything was deleted.");
  await expect(page.getByRole("progressbar", { name: "Reading images" })).toBeHidden();
  await decoding.all();
  await upload(app, "Face", pictures("another", 1)); // read behind what was held
  await expect(app.news).toContainText("1 picture added to “Face”.");
  await expect.poll(() => app.pictures("Face")).toBe(1);
});

test("a folder fills the class that it is dropped on", async ({ app }, testInfo) => {
  await write(testInfo.outputPath(), ANIMALS);
  await app.open();
  await dropFromDisk(app.classGroup("Background"), [testInfo.outputPath("animals")]);
  await expect(app.news).toContainText("3 pictures added to “Background”.");
  await expect.poll(() => app.pictures("Background")).toBe(3);
  await expect(app.classGroup("Background").getByRole("alert")).toHaveCount(0);
});

test("folders that are dropped beside the classes become classes, or fill those of their name", async ({
  app,
  page,
}, testInfo) => {
  await write(testInfo.outputPath(), ANIMALS);
  await app.open();
  await dropFromDisk(page.getByRole("heading", { name: "Collect" }), [
    testInfo.outputPath("animals"),
  ]);
  await expect(app.news).toContainText("3 pictures added to 2 classes.");
  await expect.poll(() => app.pictures("cats")).toBe(2);
  await expect.poll(() => app.pictures("Face")).toBe(1);
  await app.news.getByRole("button", { name: "Undo" }).click();
  await expect(app.classGroup("cats")).toHaveCount(0);
  await expect.poll(() => app.pictures("Face")).toBe(0);
});

test("a folder is chosen with a button", async ({ app, page }, testInfo) => {
  await write(testInfo.outputPath(), ANIMALS);
  await app.open();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Upload folders as classes" }).click();
  await (await chooser).setFiles(testInfo.outputPath("animals"));
  await expect(app.news).toContainText("3 pictures added to 2 classes.");
  await expect.poll(() => app.pictures("cats")).toBe(2);
  await expect.poll(() => app.pictures("Face")).toBe(1);
  await expect(app.alerts.filter({ visible: true })).toHaveCount(0);
});

test("images that are dropped on the camera wait for a class to be chosen", async ({
  app,
  page,
}) => {
  await app.open();
  const camera = page.getByRole("region", { name: "Camera" });
  await drop(camera, pictures("picture", 2));
  const question = page.getByRole("dialog", { name: "Which class are these 2 images for?" });
  await question.getByRole("button", { name: "Background" }).click();
  await expect.poll(() => app.pictures("Background")).toBe(2);
  await drop(camera, pictures("picture", 1));
  await page.getByRole("dialog").getByRole("button", { name: "A new class" }).click();
  await expect.poll(() => app.pictures("Class 3")).toBe(1);
  // What comes while the question is open is asked about afterwards.
  await drop(camera, pictures("picture", 1));
  await drop(camera, pictures("picture", 3));
  await page.getByRole("dialog", { name: "this image" }).press("Escape");
  await expect(app.news).toHaveText("Nothing was added.");
  await page
    .getByRole("dialog", { name: "these 3 images" })
    .getByRole("button", { name: "Face" })
    .click();
  await expect.poll(() => app.pictures("Face")).toBe(3);
});

test("a picture is pasted into the class with the focus", async ({ app, page }) => {
  await app.open();
  await app.classGroup("Face").getByRole("textbox", { name: "Class name" }).focus();
  await paste(page, png(60, 60));
  await expect.poll(() => app.pictures("Face")).toBe(1);
  await app.startCameraButton.focus();
  await page.keyboard.press("ControlOrMeta+v");
  const question = page.getByRole("dialog", { name: "Which class is this image for?" });
  await question.getByRole("button", { name: "Background" }).click();
  await expect.poll(() => app.pictures("Background")).toBe(1);
});

test("words that are pasted or dropped are no images, and that is said", async ({ app, page }) => {
  await app.open();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(() => navigator.clipboard.writeText("words"));
  await app.startCameraButton.focus();
  await page.keyboard.press("ControlOrMeta+v");
  await expect(app.news).toContainText("no image to paste");
  // A field takes them.
  const name = app.classGroup("Face").getByRole("textbox", { name: "Class name" });
  await name.fill("");
  await page.keyboard.press("ControlOrMeta+v");
  await expect(name).toHaveValue("words");
  const words = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.setData("text/plain", "words");
    return transfer;
  });
  await page.getByRole("region", { name: "Camera" }).dispatchEvent("drop", { dataTransfer: words });
  await expect(app.news).toContainText("Only image files and folders can be dropped here.");
});

test("a file that is deleted before it is read is gone, not empty", async ({
  app,
  page,
}, testInfo) => {
  await write(testInfo.outputPath(), {
    "zero.png": "",
    "first.png": png(60, 60),
    "second.png": png(60, 60),
  });
  const decoding = await holdDecoding(page);
  await app.open();
  await upload(
    app,
    "Face",
    ["first.png", "second.png", "zero.png"].map((name) => testInfo.outputPath(name)),
  );
  await expect(page.getByText("Reading images: 0 of 3")).toBeVisible();
  for (const name of ["second.png", "zero.png"]) await rm(testInfo.outputPath(name));
  await decoding.all();
  const alert = app.classGroup("Face").getByRole("alert");
  for (const name of ["second.png", "zero.png"])
    await expect(alert.getByText(`“${name}” cannot be opened any more`)).toBeVisible();
  await expect.poll(() => app.pictures("Face")).toBe(1);
});
