// @ts-check
/** What a person does with the page, from the first visit on, in Firefox; the page as `cargo xtask dist` packs it. */

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test as part } from "node:test";
import { Host, unpacked } from "../e2e/host.js";
import { bmp, jpeg, png } from "../e2e/images.js";
import { startFirefox } from "./browser.js";
import { Visitor } from "./visitor.js";

const host = new Host(unpacked());
/** @type {import("puppeteer-core").Browser} */
let firefox;
/** @type {Visitor} */
let visitor;

before(async () => {
  await host.start();
  firefox = await startFirefox({
    // A webcam that nobody has to allow: a picture whose colour changes.
    "media.navigator.streams.fake": true,
    "media.navigator.permission.disabled": true,
  });
  const [page] = await firefox.pages();
  visitor = new Visitor(page, host.address);
});

after(async () => {
  await firefox.close();
  host.stop();
});

let failed = false;

/** A part of the journey. One that fails leaves a picture of the page, and ends the journey. @param {string} name @param {() => Promise<void>} act */
function test(name, act) {
  part(name, async () => {
    assert.ok(!failed, "the journey has ended before");
    try {
      await act();
    } catch (error) {
      failed = true;
      await mkdir("test-results", { recursive: true });
      await visitor.page.screenshot({ path: "test-results/firefox.png", fullPage: true });
      throw error;
    }
  });
}

/** Each scene in turn is recognised. */
async function expectRightAnswers() {
  for (const name of ["Face", "Background"]) {
    await visitor.showScene(name);
    await visitor.until(() => visitor.winner(), name);
  }
}

test("two scenes are recorded and learned, and the answers are right", async () => {
  await visitor.open();
  await visitor.startPractice();
  for (const name of ["Face", "Background"]) {
    await visitor.showScene(name);
    await visitor.record(name, 6);
  }
  await visitor.train();
  await expectRightAnswers();
});

test("Inside and the Lab open", async () => {
  await visitor.press("Inside", "link");
  await visitor.find("group", "The step, layer by layer");
  await visitor.open("#lab/kernel-gradient");
  await visitor.page.waitForSelector(".lab-found[aria-busy=false] .lab-answer");
  await visitor.press("Train", "link");
});

test("without a host, everything is there after a reload, and it trains again", async () => {
  const pictures = await visitor.pictures("Face");
  await visitor.untilKept();
  host.stop();
  await visitor.page.reload();
  await visitor.until(() => visitor.pictures("Face"), pictures);
  await visitor.startPractice();
  await expectRightAnswers();
  await visitor.train();
  await expectRightAnswers();
});

test("images that are whole become pictures, and those that are cut off are named", async () => {
  const folder = await mkdtemp(join(tmpdir(), "firefox-"));
  try {
    const whole = {
      "photo.jpg": jpeg(8, 8, (x) => [32 * x, 90, 200]),
      "drawing.png": png(90, 60),
      "old.bmp": bmp(40, 40, (x) => [6 * x, 200, 90]),
    };
    const files = Object.entries(whole).flatMap(([name, bytes]) => [
      { name, bytes },
      { name: `half a ${name}`, bytes: bytes.subarray(0, bytes.length / 2) },
    ]);
    const paths = files.map(({ name }) => join(folder, name));
    await Promise.all(files.map(({ bytes }, i) => writeFile(paths[i], bytes)));
    const before = await visitor.pictures("Background");
    const [chooser] = await Promise.all([
      visitor.page.waitForFileChooser(),
      visitor.press("Upload images", "button", await visitor.classGroup("Background")),
    ]);
    await chooser.accept(paths);
    await visitor.until(() => visitor.pictures("Background"), before + 3);
    await visitor.reads("3 files could not be used.");
    for (const name of Object.keys(whole))
      await visitor.reads(`half a ${name}” is damaged or not complete`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a webcam is seen, and its pictures are recorded", async () => {
  const before = await visitor.pictures("Face");
  await visitor.press("Start camera");
  await visitor.page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
  await visitor.record("Face", before + 3);
});

test("meanwhile nothing went wrong that only the console tells", async () => {
  assert.deepEqual(visitor.faults, []);
});
