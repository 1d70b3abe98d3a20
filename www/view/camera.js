// @ts-check
import { scenes } from "../camera/scenes.js";
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { byId, messageOf, onPress, say } from "./dom.js";

/**
 * @typedef {import("../camera/camera.js").Camera} Camera
 * @typedef {import("../camera/practice.js").PracticeCamera} PracticeCamera
 * @typedef {import("../camera/source.js").ActiveSource} ActiveSource
 * @typedef {import("../camera/recorder.js").Recorder} Recorder
 * @typedef {import("../data/dataset.js").Dataset} Dataset
 */

/** Step 1: what the camera sees, and the buttons that choose a camera. */
export class CameraPanel {
  #camera;
  #practice;
  #source;
  #recorder;
  #dataset;
  #news;
  #panel = byId("camera", HTMLElement);
  #alert;

  /** @param {{ camera: Camera, practice: PracticeCamera, source: ActiveSource, recorder: Recorder, dataset: Dataset, news: import("./news.js").News }} parts */
  constructor({ camera, practice, source, recorder, dataset, news }) {
    this.#camera = camera;
    this.#practice = practice;
    this.#source = source;
    this.#recorder = recorder;
    this.#dataset = dataset;
    this.#news = news;
    this.#dressScreens();
    this.#render();
    this.#alert = byId("camera-alert", HTMLElement);
    // Also while it starts: the browser's question may wait for long, or be overlooked.
    onPress(byId("start-camera", HTMLButtonElement), () =>
      camera.running || camera.starting
        ? this.#stop(text("camera-is-off"))
        : void this.#startCamera(),
    );
    onPress(byId("use-practice", HTMLButtonElement), () =>
      practice.running ? this.#stop(text("camera-practice-is-off")) : this.#startPractice(),
    );
    camera.addEventListener("change", () => this.#render());
    camera.addEventListener("lost", () => {
      const sentence = text(recorder.current ? "camera-lost-recording" : "camera-lost");
      source.use(null);
      say(this.#alert, sentence);
    });
    source.addEventListener("change", () => this.#render());
    for (const type of ["change", "picture"]) recorder.addEventListener(type, () => this.#render());
  }

  get #device() {
    return byId("device", HTMLSelectElement);
  }

  #dressScreens() {
    const { video } = this.#camera;
    const { canvas } = this.#practice;
    Object.assign(video, { muted: true, playsInline: true });
    video.setAttribute("aria-label", text("camera-preview"));
    canvas.setAttribute("aria-label", text("camera-practice-preview"));
    canvas.setAttribute("role", "img");
    // A phone held upright sends upright pictures; the square in the middle must still fill the height.
    video.addEventListener("resize", () => {
      video.toggleAttribute("data-upright", video.videoHeight > video.videoWidth);
    });
  }

  /** @param {string} [deviceId] */
  async #startCamera(deviceId) {
    const camera = this.#camera;
    say(this.#alert, "");
    this.#source.use(null);
    try {
      if (!(await camera.start(deviceId))) return;
      this.#source.use(camera);
      this.#news.say(text("camera-is-on"));
    } catch (error) {
      say(this.#alert, messageOf(error));
    }
    this.#render();
  }

  #startPractice() {
    say(this.#alert, "");
    this.#camera.stop(); // also one that still waits for permission
    this.#practice.start();
    this.#source.use(this.#practice);
    this.#news.say(text("camera-practice-is-on"));
  }

  /** @param {string} sentence */
  #stop(sentence) {
    this.#camera.stop(); // also one that is still starting and is not the source yet
    this.#source.use(null);
    this.#news.say(sentence);
  }

  #render() {
    const { video, starting, running, mirrored, devices, deviceId } = this.#camera;
    const { canvas, running: practising, scene } = this.#practice;
    const shown = running ? "camera" : practising ? "practice" : starting ? "starting" : "none";
    const { current } = this.#recorder;
    const recorded = this.#dataset.classes.find(({ id }) => id === current?.classId);
    video.hidden = !running;
    video.toggleAttribute("data-mirrored", mirrored);
    canvas.hidden = !practising;
    const on = running || starting;
    render(
      html`
        <div>
          <div class="stage" id="stage">
            <div class="viewer" data-source=${shown} ?data-recording=${current !== null}>
              ${video} ${canvas}
              <p class="viewer-hint" ?hidden=${running || practising}>
                ${text(starting ? "camera-waiting" : "camera-hint")}
              </p>
              <span class="frame-mark" aria-hidden="true"></span>
              <span class="rec" aria-hidden="true" ?hidden=${!current}
                >${current && text("record-counter", { name: recorded?.name ?? "", count: current.taken })}</span
              >
            </div>
            <p class="stage-word" id="stage-word" aria-hidden="true"></p>
            <fieldset
              class="scenes"
              role="radiogroup"
              aria-label=${text("scene-choice")}
              ?hidden=${!practising}
            >
              ${scenes.map(
                (id) => html`
                  <label
                    ><input
                      type="radio"
                      name="scene"
                      .checked=${id === scene}
                      @change=${() => (this.#practice.scene = id)}
                    /><span>${text(`scene-${id}`)}</span></label
                  >
                `,
              )}
            </fieldset>
          </div>
        </div>
        <div class="note bad" role="alert" id="camera-alert" hidden></div>
        <div class="row">
          <button
            type="button"
            id="start-camera"
            class=${on || practising ? "" : "primary"}
            aria-label=${text(on ? "camera-off-label" : "camera-start")}
            aria-busy=${starting}
          >
            ${text(on ? "camera-off" : "camera-start")}
          </button>
          <button
            type="button"
            id="use-practice"
            aria-label=${text(practising ? "camera-practice-off-label" : "camera-practice")}
          >
            ${text(practising ? "camera-off" : "camera-practice")}
          </button>
        </div>
        <label class="field" ?hidden=${!running || devices.length < 2}
          ><span>${text("camera-choice")}</span
          ><select id="device" @change=${() => void this.#startCamera(this.#device.value)}>
            ${devices.map(({ id, label }) => html`<option value=${id}>${label}</option>`)}
          </select></label
        >
      `,
      this.#panel,
    );
    // The browser may have given another device than the person chose.
    if (running) this.#device.value = deviceId;
  }
}
