// @ts-check
/** Files of every kind, good, odd and bad. */

import { expect, test } from "./fixtures.js";
import { AVIF, animatedPng, bmp, hollowPng, jpeg, png, png16, pngWithAlpha } from "./images.js";
import { colour, file, upload } from "./uploads.js";

// To record a trace Playwright fetches the addresses of broken pictures, which the page's security policy forbids.
test.use({ trace: "off" });

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];
const WHITE = [255, 255, 255];

/** As good as equal, after scaling and lossy compression. @param {number[]} actual @param {number[]} expected */
function expectColour(actual, expected) {
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - actual[i])));
  expect(worst, `${actual} instead of ${expected}`).toBeLessThanOrEqual(12);
}

/** @param {import("./tab-trainer.js").TabTrainer} app @param {RegExp | string} sentence */
async function expectRefused(app, sentence) {
  const alert = app.classGroup("Face").getByRole("alert");
  await expect(alert.getByRole("listitem").filter({ hasText: sentence })).toBeVisible();
}

test("what is no image is named, and the others still come in", async ({ app }) => {
  await app.open();
  await upload(app, "Face", [
    file("good.png", png(64, 64)),
    file("notes.txt", "hello"),
    file("words.jpg", "hello"),
    file("empty.png", ""),
    file("also-good.png", png(80, 64)),
  ]);
  await expect.poll(() => app.pictures("Face")).toBe(2);
  await expectRefused(app, /“notes\.txt” is not an image.*JPEG or PNG/);
  await expectRefused(app, "“words.jpg” is not an image");
  await expectRefused(app, "“empty.png” is empty.");
  await expect(app.news).toContainText("2 pictures added to “Face”. 3 files could not be used.");
});

test("what systems leave in folders is skipped in silence", async ({ app }) => {
  await app.open();
  await upload(app, "Face", [
    file("good.png", png(64, 64)),
    ...[".DS_Store", "Thumbs.db", "desktop.ini", "._good.png"].map((name) => file(name, "x")),
  ]);
  await expect(app.news).toContainText("1 picture added to “Face”.");
  await expect(app.news).not.toContainText("could not");
  await expect(app.classGroup("Face").getByRole("alert")).toHaveCount(0);
  await upload(app, "Face", [file("Thumbs.db", "x")]);
  await expect(app.news).toHaveText("No images were found there.");
});

test("files that were cut off are damaged", async ({ app }) => {
  await app.open();
  const photograph = jpeg(20, 20, (x, y) => [12 * x, 12 * y, 0]);
  await upload(app, "Face", [
    file("cut.jpg", photograph.subarray(0, photograph.length / 2)),
    file("end.jpg", photograph.subarray(0, photograph.length - 2)),
    file("cut.png", png(640, 640).subarray(0, 500)),
  ]);
  for (const name of ["cut.jpg", "end.jpg", "cut.png"])
    await expectRefused(app, `“${name}” is damaged`);
  await upload(app, "Face", [
    file("with-film.jpg", Buffer.concat([photograph, Buffer.from("mp4")])),
  ]);
  await expect.poll(() => app.pictures("Face")).toBe(1);
});

test("a HEIC photo gets advice", async ({ app }) => {
  await app.open();
  const heic = Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from("ftypheic\0\0\0\0mif1heic"),
    Buffer.alloc(200),
  ]);
  await upload(app, "Face", [file("IMG_0001.HEIC", heic), file("renamed.jpg", heic)]);
  for (const name of ["IMG_0001.HEIC", "renamed.jpg"])
    await expectRefused(app, new RegExp(`“${name}” is a HEIC photo.*Make a JPEG`));
});

test("vector drawings are drawn, whatever their units", async ({ app }) => {
  await app.open();
  const drawing = (/** @type {string} */ size, shape = "") =>
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 120 80">
      <rect width="120" height="80" fill="#f00"/><rect x="60" width="60" height="80" fill="#00f"/>${shape}
    </svg>`;
  const foreign = `<foreignObject width="80" height="20"><div xmlns="http://www.w3.org/1999/xhtml">x</div></foreignObject>`;
  await upload(app, "Face", [
    file("before.png", png(64, 64)),
    file("foreign.svg", drawing('width="120" height="80"', foreign)),
    file("huge.svg", drawing('width="12000" height="8000"')),
    file("without.svg", drawing("")),
    file("tiny.svg", drawing('width="0.12cm" height="0.08cm"')),
    file("after.png", png(64, 64)),
  ]);
  await expectRefused(app, /“foreign\.svg” is a drawing with a web page inside.*PNG/);
  await expect.poll(() => app.pictures("Face")).toBe(5);
  for (const number of [2, 3, 4]) {
    expectColour(await colour(app, "Face", number, { x: 0.25 }), RED);
    expectColour(await colour(app, "Face", number, { x: 0.75 }), BLUE);
  }
});

test("transparent parts become white, and that is said once", async ({ app }) => {
  await app.open();
  // A red disc, a white ball, and nothing at all.
  const disc = (/** @type {number[]} */ colour) =>
    pngWithAlpha(64, 64, (x, y) => [...colour, (x - 32) ** 2 + (y - 32) ** 2 < 400 ? 255 : 0]);
  await upload(app, "Face", [file("red 1.png", disc(RED)), file("red 2.png", disc(RED))]);
  await expect(app.news).toContainText(
    "2 pictures added to “Face”. Transparent parts became white.",
  );
  expectColour(await colour(app, "Face", 1), RED);
  expectColour(await colour(app, "Face", 1, { x: 0.02, y: 0.02 }), WHITE);
  await expect(app.classGroup("Face").getByRole("alert")).toHaveCount(0);
  await upload(app, "Face", [
    file("white ball.png", disc(WHITE)),
    file(
      "nothing.png",
      pngWithAlpha(64, 64, () => [0, 0, 0, 0]),
    ),
  ]);
  const alert = app.classGroup("Face").getByRole("alert");
  await expect(alert).toContainText("In 2 pictures hardly anything can be seen");
  for (const name of ["white ball.png", "nothing.png"])
    await expect(alert.getByText(name)).toBeVisible();
});

test("an animation is its first frame that shows something", async ({ app }) => {
  await app.open();
  const blank = () => WHITE;
  const half = (/** @type {number} */ x) => (x < 32 ? RED : BLUE);
  await upload(app, "Face", [
    file("late.png", animatedPng(64, 64, [blank, blank, half])),
    file("first.png", animatedPng(64, 64, [half, blank])),
    file("never.png", animatedPng(64, 64, [blank, blank])),
  ]);
  await expect.poll(() => app.pictures("Face")).toBe(3);
  for (const number of [1, 2]) {
    expectColour(await colour(app, "Face", number, { x: 0.25 }), RED);
    expectColour(await colour(app, "Face", number, { x: 0.75 }), BLUE);
  }
  expectColour(await colour(app, "Face", 3), WHITE);
});

test("photographs are upright, and every way to store colours is read", async ({ app, page }) => {
  await app.open();
  const half = (/** @type {number} */ x) => (x < 32 ? RED : BLUE);
  const webp = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.fillStyle = "#f00";
    context.fillRect(0, 0, 32, 64);
    context.fillStyle = "#00f";
    context.fillRect(32, 0, 32, 64);
    return canvas.toDataURL("image/webp", 1).split(",")[1];
  });
  await upload(app, "Face", [
    file(
      "exif.jpg",
      jpeg(8, 8, (x) => (x < 4 ? RED : BLUE), { orientation: 6 }),
    ),
    file(
      "cmyk.jpg",
      jpeg(8, 8, (x) => [...(x < 4 ? RED : BLUE), 255]),
    ),
    file("16-bit.png", png16(64, 64, half)),
    file(
      "bitmap.bmp",
      bmp(64, 64, (x) => [...half(x)]),
    ),
    file("small.webp", Buffer.from(webp, "base64")),
    file("small.avif", AVIF),
    file("really-a.jpg", animatedPng(64, 64, [half])),
  ]);
  await expect.poll(() => app.pictures("Face")).toBe(7);
  // Turned clockwise, left is above.
  expectColour(await colour(app, "Face", 1, { y: 0.25 }), RED);
  expectColour(await colour(app, "Face", 1, { y: 0.75 }), BLUE);
  for (let number = 2; number <= 7; number++) {
    expectColour(await colour(app, "Face", number, { x: 0.25 }), RED);
    expectColour(await colour(app, "Face", number, { x: 0.75 }), BLUE);
  }
});

test("a line of one pixel's width is a picture", async ({ app }) => {
  await app.open();
  await upload(app, "Face", [
    file("1x10000.png", png(1, 10_000)),
    file("wide.png", png(4000, 100)),
  ]);
  await expect.poll(() => app.pictures("Face")).toBe(2);
});

test("photographs of up to 100 megapixels are read, and larger ones refused by their header", async ({
  app,
}) => {
  test.slow();
  await app.open();
  await upload(app, "Face", [
    file("phone.png", png(8000, 6000)),
    file("most.png", png(10_000, 10_000)),
  ]);
  await expect.poll(() => app.pictures("Face"), { timeout: 60_000 }).toBe(2);
  // There is nothing but a header: what is said of it was read there.
  await upload(app, "Face", [
    file("huge.png", png(12_000, 9000)),
    file("hollow.png", hollowPng(20_000, 10_000)),
  ]);
  await expectRefused(
    app,
    /“huge\.png” is too large: 12,000 × 9,000 pixels are 108 megapixels.*100 megapixels at most/,
  );
  await expectRefused(app, /“hollow\.png” is too large.*200 megapixels/);
});

test("names of files are told as they are", async ({ app }) => {
  await app.open();
  const names = [
    "cat 🐈 “quoted” 'it'.png",
    "<img src=x onerror=alert(1)>.png",
    "\u202egnp.tac.png",
    "תמונה.png",
    `${"long".repeat(50)}.png`,
  ];
  await upload(
    app,
    "Face",
    names.map((name) => file(name, "no picture")),
  );
  const alert = app.classGroup("Face").getByRole("alert");
  await alert.getByText("5 files could not be used.").click();
  const items = await alert.getByRole("listitem").allInnerTexts();
  expect(items.length).toBe(5);
  names.forEach((name, i) => expect(items[i]).toContain(name));
  for (const i of [2, 3]) expect(items[i]).toContain(`“\u2068${names[i]}\u2069”`);
  const { width, scroll } = await alert.evaluate((element) => ({
    width: element.clientWidth,
    scroll: element.scrollWidth,
  }));
  expect(scroll).toBeLessThanOrEqual(width);
});
