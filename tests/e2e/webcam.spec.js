// @ts-check
/** The main job: from webcam to a trained network to a live answer. */

import { expect, test } from "./fixtures.js";
import { sceneNames, stripLuma } from "./video.js";

test.use({ camera: "video" });

/**
 * Which scene the film shows, read from the strip at the edge of the camera picture.
 * @param {import("@playwright/test").Locator} video
 */
async function sceneOnAir(video) {
  const luma = await video.evaluate((element) => {
    const film = /** @type {HTMLVideoElement} */ (element);
    const canvas = new OffscreenCanvas(film.videoWidth, film.videoHeight);
    const context = canvas.getContext("2d");
    context?.drawImage(film, 0, 0);
    return (
      context?.getImageData(Math.round(film.videoWidth * 0.03), film.videoHeight / 2, 1, 1)
        .data[1] ?? -1
    );
  });
  const distances = stripLuma.map((strip) => Math.abs(((strip - 16) * 255) / 219 - luma));
  return distances.indexOf(Math.min(...distances));
}

/** Waits for the moment when this scene begins. @param {import("./tab-trainer.js").TabTrainer} app @param {number} scene */
async function sceneBegins(app, scene) {
  const poll = (/** @type {number} */ expected) =>
    expect.poll(() => sceneOnAir(app.video), { timeout: 20_000, intervals: [50] }).toBe(expected);
  await poll((scene + sceneNames.length - 1) % sceneNames.length);
  await poll(scene);
}

/**
 * Records scenes into classes, trains, and checks that the answer follows the film through a whole round.
 * @param {import("./tab-trainer.js").TabTrainer} app @param {string[]} classes  one per scene, in the film's order
 */
async function learn(app, classes) {
  await app.startCamera();
  for (const [scene, name] of classes.entries()) {
    await sceneBegins(app, scene);
    await app.record(name, 12);
    expect(await sceneOnAir(app.video), "the recording ended within its scene").toBe(scene);
  }
  await app.train();
  await expect(app.meters).toHaveCount(classes.length);
  for (const [scene, name] of classes.entries()) {
    await sceneBegins(app, scene);
    await expect(app.winner).toHaveAccessibleName(name);
    expect(await app.shareOfAnswers(name), `answers during “${sceneNames[scene]}”`).toBeGreaterThan(
      0.9,
    );
    expect(await sceneOnAir(app.video), "all of them fell into this scene").toBe(scene);
  }
}

test("two classes: the live answer follows the film", async ({ app }) => {
  test.setTimeout(120_000);
  await app.open();
  await learn(app, ["Face", "Background"]);
  await expect(app.progress).toHaveAttribute("aria-valuenow", "100");
});

test("three classes with names of their own", async ({ app }) => {
  test.setTimeout(150_000);
  await app.open();
  await app.rename(0, "Disc");
  await app.rename(1, "Bars");
  await app.addClass("Empty");
  await learn(app, [...sceneNames]);
});
