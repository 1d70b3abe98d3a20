// @ts-check
/**
 * The page that a network is exported as: camera and pictures in, a bar for each class out. files/offline-page.js makes one script
 * of this module and of those that it imports, so no two of them may have the same name for something of their own.
 */

import { Camera } from "../camera/camera.js";
import { CameraPreferences } from "../camera/preferences.js";
import { PictureDecoder } from "../data/decode.js";
import { PICTURE_SIZE } from "../engine/settings.js";
import { Player, initSync } from "../pkg-player/tab_trainer_player.js";
import { byId, h, say } from "../view/dom.js";
import { AnswerView } from "./answer.js";
import { inlined, language, text } from "./sentences.js";
import { unpacked } from "./unpack.js";

const title = byId("title", HTMLElement);
const alert = byId("alert", HTMLElement);
const check = byId("check", HTMLElement);
const stage = byId("stage", HTMLElement);
const hint = byId("hint", HTMLElement);
const video = byId("video", HTMLVideoElement);
const canvas = byId("still", HTMLCanvasElement);
const cameraButton = byId("camera", HTMLButtonElement);
const chooseButton = byId("choose", HTMLButtonElement);
const fileInput = byId("file", HTMLInputElement);

const camera = new Camera(video, PICTURE_SIZE, new CameraPreferences());
const decoder = new PictureDecoder(PICTURE_SIZE);

document.documentElement.lang = language;
title.textContent = document.title = inlined.title;
hint.textContent = text("player-hint");
cameraButton.textContent = text("player-camera");
chooseButton.textContent = text("player-choose");
fileInput.setAttribute("aria-label", text("player-choose"));
byId("stored-title", HTMLElement).textContent = text("player-stored");
byId("private", HTMLElement).textContent = text("player-private");
check.textContent = text("player-starting");

/** A sentence about what went wrong, until something else is shown. @param {unknown} error */
function tell(error) {
  say(alert, error instanceof Error ? error.message : String(error));
}

try {
  start(await load());
} catch (error) {
  check.textContent = "";
  tell(error);
}

async function load() {
  const read = async (/** @type {string} */ id) => (await unpacked(id)).arrayBuffer();
  try {
    const module = await read("module");
    // It holds vectors of four numbers, which a browser that does not know them refuses as a whole.
    if (!globalThis.WebAssembly?.validate(module)) throw new Error(text("player-old-browser"));
    initSync({ module: await WebAssembly.compile(module) });
    return new Player(new Uint8Array(await read("network")));
  } catch (error) {
    // A stream that is damaged is a TypeError, and a network that is, whatever the module says of it.
    const told = error instanceof Error && error.message === text("player-old-browser");
    throw told ? error : new Error(text("player-damaged"), { cause: error });
  }
}

/** @param {Player} player */
function start(player) {
  const view = new AnswerView(player.classes());
  const show = (
    /** @type {import("../pkg-player/tab_trainer_player.js").Answer} */ answer,
    still = false,
  ) => {
    view.show(answer, still);
    answer.free();
  };
  /** @param {Uint8ClampedArray} rgba @param {string} label */
  const showStill = (rgba, label) => {
    camera.stop();
    canvas.setAttribute("aria-label", label);
    draw(canvas, rgba);
    canvas.hidden = false;
    hint.hidden = true;
    show(player.answer(new Uint8Array(rgba)), true);
  };
  /** Counts files, so that one that takes long to read does not replace a later one. */
  let attempt = 0;
  /** @param {File} file */
  const look = async (file) => {
    const own = ++attempt;
    say(alert, "");
    try {
      const { rgba } = await decoder.decode(file);
      if (own === attempt) showStill(rgba, file.name);
    } catch (error) {
      const noise = /** @type {{ reason?: string }} */ (error).reason === "noise";
      tell(text(noise ? "camera-noise" : "player-unreadable", { file: file.name }));
    }
  };

  testItself(player, showStill);
  camera.addEventListener("frame", () => {
    const rgba = camera.grab();
    if (rgba) show(player.answer_frame(new Uint8Array(rgba), performance.now()));
  });
  let on = false;
  camera.addEventListener("change", () => {
    if (on === camera.running) return;
    on = camera.running;
    video.hidden = !on;
    video.toggleAttribute("data-mirrored", camera.mirrored);
    if (on) canvas.hidden = true;
    hint.hidden = on || !canvas.hidden;
    cameraButton.textContent = on ? text("player-camera-off") : text("player-camera");
    player.start_afresh();
    view.clear();
  });
  camera.addEventListener("lost", () => tell(text("player-camera-lost")));
  cameraButton.addEventListener("click", () => void switchCamera());
  chooseButton.addEventListener("click", () => fileInput.click());
  fileInput.addEventListener("change", () => {
    const [file] = fileInput.files ?? [];
    if (file) void look(file);
    fileInput.value = ""; // so that the same file can be chosen again
  });
  takeDropped(look);
  for (const button of [cameraButton, chooseButton]) button.disabled = false;
}

/** @param {HTMLCanvasElement} sheet @param {Uint8ClampedArray} rgba  of a square */
function draw(sheet, rgba) {
  const side = Math.sqrt(rgba.length / 4);
  Object.assign(sheet, { width: side, height: side });
  sheet.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(rgba), side), 0, 0);
}

async function switchCamera() {
  say(alert, "");
  if (camera.running) {
    camera.stop();
    return;
  }
  cameraButton.disabled = true;
  try {
    await camera.start();
  } catch (error) {
    tell(error);
  } finally {
    cameraButton.disabled = false;
  }
}

/**
 * Answers the pictures that came with the network, says whether it still answers as it did, and lets people look at them.
 * @param {Player} player @param {(rgba: Uint8ClampedArray, label: string) => void} show
 */
function testItself(player, show) {
  const [total, right] = [player.tests(), player.check()];
  check.toggleAttribute("data-wrong", right < total);
  check.hidden = total === 0;
  check.textContent =
    right < total ? text("player-wrong", { right, total }) : text("player-right", { right, total });
  byId("stored-title", HTMLElement).hidden = total === 0;
  for (let place = 0; place < total; place++) {
    const rgba = new Uint8ClampedArray(player.test(place) ?? []);
    const label = text("player-stored-picture", { number: place + 1 });
    const picture = h("canvas");
    draw(picture, rgba);
    const button = h("button", { type: "button", "aria-label": label }, picture);
    button.addEventListener("click", () => {
      say(alert, "");
      show(rgba, label);
    });
    byId("stored", HTMLElement).append(button);
  }
}

/** Pictures may also be dropped anywhere, or pasted. @param {(file: File) => void} look */
function takeDropped(look) {
  const take = (/** @type {DataTransfer | null} */ data) => {
    const file = [...(data?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (file) look(file);
  };
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    stage.toggleAttribute("data-drop", true);
  });
  document.addEventListener("dragleave", () => stage.removeAttribute("data-drop"));
  document.addEventListener("drop", (event) => {
    event.preventDefault(); // or the browser would open it in place of the page
    stage.removeAttribute("data-drop");
    take(event.dataTransfer);
  });
  document.addEventListener("paste", ({ clipboardData }) => take(clipboardData));
}
