// @ts-check
import { scenes } from "../camera/scenes.js";
import { byId, h, onPress, say } from "./dom.js";

/**
 * @typedef {import("../camera/camera.js").Camera} Camera
 * @typedef {import("../camera/practice.js").PracticeCamera} PracticeCamera
 * @typedef {import("../camera/source.js").ActiveSource} ActiveSource
 * @typedef {import("../camera/recorder.js").Recorder} Recorder
 * @typedef {import("../data/dataset.js").Dataset} Dataset
 */

/** Step 1: what the camera sees, and the buttons that choose a camera. */
export class LookPanel {
  #camera;
  #practice;
  #source;
  #recorder;
  #dataset;
  #viewer = byId("viewer", HTMLElement);
  #video = byId("video", HTMLVideoElement);
  #canvas = byId("practice", HTMLCanvasElement);
  #hint = byId("viewer-hint", HTMLElement);
  #rec = byId("rec", HTMLElement);
  #alert = byId("look-alert", HTMLElement);
  #startButton = byId("start-camera", HTMLButtonElement);
  #practiceButton = byId("use-practice", HTMLButtonElement);
  #scenes = byId("scenes", HTMLFieldSetElement);
  #deviceField = byId("device-field", HTMLElement);
  #device = byId("device", HTMLSelectElement);
  #news;

  /** @param {{ camera: Camera, practice: PracticeCamera, source: ActiveSource, recorder: Recorder, dataset: Dataset, news: import("./news.js").News }} parts */
  constructor({ camera, practice, source, recorder, dataset, news }) {
    this.#camera = camera;
    this.#practice = practice;
    this.#source = source;
    this.#recorder = recorder;
    this.#dataset = dataset;
    this.#news = news;
    this.#scenes.append(
      ...scenes.map(({ id, name }) => {
        const radio = h("input", {
          type: "radio",
          name: "scene",
          value: id,
          checked: id === practice.scene,
        });
        radio.addEventListener("change", () => {
          practice.scene = id;
        });
        return h("label", {}, radio, h("span", {}, name));
      }),
    );

    // Also while it starts: the browser's question may stand there for long, or be overlooked.
    onPress(this.#startButton, () =>
      camera.running || camera.starting
        ? this.#stop("The camera is off.")
        : void this.#startCamera(),
    );
    onPress(this.#practiceButton, () =>
      practice.running ? this.#stop("The practice camera is off.") : this.#startPractice(),
    );
    this.#device.addEventListener("change", () => void this.#startCamera(this.#device.value));
    camera.addEventListener("change", () => this.#render());
    camera.addEventListener("lost", (event) => {
      const kept = recorder.current ? " Recording ended." : "";
      source.use(null);
      say(this.#alert, /** @type {CustomEvent} */ (event).detail.message + kept);
    });
    source.addEventListener("change", () => this.#render());
    for (const type of ["change", "picture"])
      recorder.addEventListener(type, () => this.#renderRecording());
    // A phone held upright sends upright pictures; the square in the middle must still fill the height.
    this.#video.addEventListener("resize", () => {
      this.#video.toggleAttribute("data-upright", this.#video.videoHeight > this.#video.videoWidth);
    });
    this.#render();
  }

  /** @param {string} [deviceId] */
  async #startCamera(deviceId) {
    const camera = this.#camera;
    say(this.#alert, "");
    this.#source.use(null);
    try {
      if (!(await camera.start(deviceId))) return;
      this.#source.use(camera);
      this.#news.say("The camera is on.");
    } catch (error) {
      say(this.#alert, error instanceof Error ? error.message : String(error));
    }
    this.#render();
  }

  #startPractice() {
    say(this.#alert, "");
    this.#camera.stop(); // also a camera that still waits for the permission
    this.#practice.start();
    this.#source.use(this.#practice);
    this.#news.say("The practice camera is on. Choose what it shows, then record it.");
  }

  /** @param {string} text */
  #stop(text) {
    this.#camera.stop(); // also one that starts, which is nobody's source yet
    this.#source.use(null);
    this.#news.say(text);
  }

  #render() {
    const { starting, running, mirrored, devices, deviceId } = this.#camera;
    const practising = this.#practice.running;
    this.#viewer.dataset.source = running
      ? "camera"
      : practising
        ? "practice"
        : starting
          ? "starting"
          : "none";
    this.#video.hidden = !running;
    this.#video.toggleAttribute("data-mirrored", mirrored);
    this.#canvas.hidden = !practising;
    this.#hint.hidden = running || practising;
    this.#hint.textContent = starting
      ? "Waiting for the camera. Your browser may ask whether this page is allowed to use it."
      : "Start your camera. No camera at hand? The practice camera draws something to learn from.";
    name(this.#startButton, running || starting, "Start camera", "Switch off camera");
    this.#startButton.classList.toggle("primary", !running && !practising);
    this.#startButton.setAttribute("aria-busy", String(starting));
    name(this.#practiceButton, practising, "Use practice camera", "Switch off practice camera");
    this.#scenes.hidden = !practising;
    this.#deviceField.hidden = !running || devices.length < 2;
    // Rebuilt only when it differs, so that an open list does not close under the person's eyes.
    if (
      [...this.#device.options].map((option) => option.value).join() !==
      devices.map(({ id }) => id).join()
    ) {
      this.#device.replaceChildren(
        ...devices.map(({ id, label }) => h("option", { value: id }, label)),
      );
    }
    if (running) this.#device.value = deviceId;
    this.#renderRecording();
  }

  #renderRecording() {
    const { current } = this.#recorder;
    this.#viewer.toggleAttribute("data-recording", current !== null);
    this.#rec.hidden = current === null;
    if (!current) return;
    const name = this.#dataset.classes.find(({ id }) => id === current.classId)?.name ?? "";
    this.#rec.textContent = `${name} ${current.taken}`;
  }
}

/**
 * The way out is two words for the eye, so that the buttons keep their line, and says more to who cannot see where it stands.
 * @param {HTMLButtonElement} button @param {boolean} on @param {string} start @param {string} end
 */
function name(button, on, start, end) {
  button.textContent = on ? "Switch off" : start;
  if (on) button.setAttribute("aria-label", end);
  else button.removeAttribute("aria-label");
}
