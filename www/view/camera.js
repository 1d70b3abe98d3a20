// @ts-check
import { squareIn } from "../camera/crop.js";
import { scenes } from "../camera/scenes.js";
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { CameraOptions } from "./camera-options.js";
import { byId, h, messageOf, onPress, say } from "./dom.js";
import { dragSquare } from "./square.js";

/**
 * @typedef {import("../camera/camera.js").Camera} Camera
 * @typedef {import("../camera/camera.js").Wish} Wish
 * @typedef {import("../camera/practice.js").PracticeCamera} PracticeCamera
 * @typedef {import("../camera/still.js").StillPicture} StillPicture
 * @typedef {import("../camera/source.js").ActiveSource} ActiveSource
 * @typedef {import("../camera/recorder.js").Recorder} Recorder
 * @typedef {import("../camera/hands-free.js").HandsFree} HandsFree
 * @typedef {import("../camera/preferences.js").CameraPreferences} CameraPreferences
 * @typedef {import("../data/dataset.js").Dataset} Dataset
 */

/** Step 1: what the camera sees, and the buttons that choose a camera. */
export class CameraPanel {
  #camera;
  #practice;
  #still;
  #source;
  #recorder;
  #handsFree;
  #preferences;
  #dataset;
  #news;
  #options;
  #panel = byId("camera", HTMLElement);
  #alert;
  #corner = h("span", { class: "frame-corner" });
  /** The square that is used. For the eye and for dragging; keys and screen readers have sliders. */
  #mark = h("div", { class: "frame-mark", "aria-hidden": "true" }, this.#corner);
  /** Which way the camera in use faces, or the one before while the next one starts. @type {Camera["facing"]} */
  #facing = "";
  /** Whether the camera was switched off because nobody looked. */
  #resting = false;

  /**
   * @param {{ camera: Camera, practice: PracticeCamera, still: StillPicture, source: ActiveSource, recorder: Recorder,
   *   handsFree: HandsFree, preferences: CameraPreferences, dataset: Dataset, news: import("./news.js").News,
   *   showWhere: import("./show-where.js").ShowWhere }} parts
   */
  constructor(parts) {
    const { camera, practice, still, source, recorder, handsFree, preferences, dataset, news } =
      parts;
    this.#mark.prepend(parts.showWhere.canvas); // below the corner
    this.#camera = camera;
    this.#practice = practice;
    this.#still = still;
    this.#source = source;
    this.#recorder = recorder;
    this.#handsFree = handsFree;
    this.#preferences = preferences;
    this.#dataset = dataset;
    this.#news = news;
    this.#options = new CameraOptions({
      ...{ camera, preferences },
      onDevice: (deviceId) => void this.#choose({ deviceId }),
    });
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
    camera.addEventListener("lost", () => {
      const sentence = text(recorder.current ? "camera-lost-recording" : "camera-lost");
      source.use(null);
      say(this.#alert, sentence);
    });
    // It hears this before the recorder does, which then ends its recording.
    camera.addEventListener("flow", () => this.#tellFlow());
    for (const target of [camera, source, preferences, recorder, handsFree])
      target.addEventListener("change", () => this.#render());
    recorder.addEventListener("picture", () => this.#render());
    this.#options.element.addEventListener("toggle", () => this.#render());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") handsFree.cancel();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) handsFree.cancel();
    });
  }

  /** Nobody sees the page: the light goes out. */
  rest() {
    if (!this.#camera.running) return;
    this.#resting = true;
    this.#camera.stop();
    this.#source.use(null);
  }

  /** Somebody does again. */
  wake() {
    if (this.#resting) void this.#startCamera({ said: text("camera-is-back") });
  }

  /** Another source takes over. @returns {() => void} switches on again what was on until then */
  giveWay() {
    const { running, starting } = this.#camera;
    const practised = this.#practice.running;
    this.#resting = false;
    say(this.#alert, "");
    this.#camera.stop(); // also one that still waits for permission
    return () => {
      if (running || starting) void this.#startCamera();
      else if (practised) this.#startPractice();
    };
  }

  #dressScreens() {
    const { video } = this.#camera;
    const { canvas } = this.#practice;
    Object.assign(video, { muted: true, playsInline: true });
    video.setAttribute("aria-label", text("camera-preview"));
    canvas.setAttribute("aria-label", text("camera-practice-preview"));
    for (const one of [canvas, this.#still.canvas]) one.setAttribute("role", "img");
    this.#still.canvas.className = "still";
    // Its shape is known now, or a phone was turned.
    video.addEventListener("resize", () => this.#render());
    dragSquare(this.#mark, this.#corner, this.#options);
  }

  /** @param {{ wish?: Wish, said?: string }} [options]  @returns {Promise<boolean>} whether it is the one that was wished for */
  async #startCamera({ wish, said = text("camera-is-on") } = {}) {
    const camera = this.#camera;
    this.#resting = false;
    say(this.#alert, "");
    const source = this.#source;
    if (source.current !== camera) source.use(null);
    const starting = camera.start(wish);
    source.use(source.current); // no pictures come for now
    let started = false;
    try {
      if (!(await starting)) return false;
      started = true;
      this.#news.say(said);
    } catch (error) {
      say(this.#alert, messageOf(error));
    }
    source.use(camera.running ? camera : null); // perhaps it is the one before
    this.#render();
    return started;
  }

  /** Another camera, from now on and in later visits. @param {Wish} wish */
  async #choose(wish) {
    if (!(await this.#startCamera({ wish }))) return;
    const { deviceId, facing } = this.#camera;
    this.#preferences.choose({ deviceId, facing: facing || "user" });
  }

  #startPractice() {
    this.#resting = false;
    say(this.#alert, "");
    this.#camera.stop(); // also one that still waits for permission
    try {
      this.#practice.start();
    } catch (error) {
      say(this.#alert, messageOf(error));
      return;
    }
    this.#source.use(this.#practice);
    this.#news.say(text("camera-practice-is-on"));
  }

  /** @param {string} sentence */
  #stop(sentence) {
    this.#camera.stop(); // also one that is still starting and is not the source yet
    this.#source.use(null);
    say(this.#alert, "");
    this.#news.say(sentence);
  }

  #tellFlow() {
    if (this.#camera.stalled) {
      const recording = this.#recorder.current !== null;
      say(this.#alert, text(recording ? "camera-stalled-recording" : "camera-stalled"));
    } else {
      say(this.#alert, "");
      this.#news.say(text("camera-flows"));
    }
  }

  #render() {
    const { video, starting, running, stalled, mirrored, devices } = this.#camera;
    if (running) this.#facing = this.#camera.facing;
    const { canvas, running: practising, scene } = this.#practice;
    const still = this.#still;
    const shown = running
      ? "camera"
      : practising
        ? "practice"
        : starting
          ? "starting"
          : still.running
            ? "still"
            : "none";
    const { current } = this.#recorder;
    const recorded = this.#nameOf(current?.classId);
    video.hidden = !running;
    video.toggleAttribute("data-mirrored", mirrored);
    canvas.hidden = !practising;
    still.canvas.hidden = shown !== "still";
    const on = running || starting;
    const aspect = running && video.videoWidth ? video.videoWidth / video.videoHeight : 4 / 3;
    this.#placeMark(running, aspect);
    const front = this.#facing !== "user";
    this.#options.render();
    // Also between two cameras: what chose the next one keeps the focus.
    const several = on && devices.length > 1;
    this.#options.element.hidden = !running && !practising && !several;
    render(
      html`
        <div class="stage-place">
          <div class="stage" id="stage">
            <div
              class="viewer"
              data-source=${shown}
              ?data-recording=${current !== null}
              ?data-stalled=${stalled}
              .style=${`--aspect: ${aspect}`}
            >
              <div class="picture">${video} ${canvas} ${still.canvas} ${this.#mark}</div>
              <p class="viewer-hint" ?hidden=${running || practising || shown === "still"}>
                ${text(starting ? "camera-waiting" : "camera-hint")}
              </p>
              ${this.#countdown()}
              <span class="rec" aria-hidden="true" ?hidden=${!current}
                >${current && text("record-counter", { name: recorded, count: current.taken })}</span
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
            ?hidden=${!several || !this.#facing}
            @click=${() => void this.#choose({ facing: front ? "user" : "environment" })}
          >
            ${text(front ? "camera-use-front" : "camera-use-rear")}
          </button>
          <button
            type="button"
            id="use-practice"
            aria-label=${text(practising ? "camera-practice-off-label" : "camera-practice")}
          >
            ${text(practising ? "camera-off" : "camera-practice")}
          </button>
        </div>
        ${this.#options.element}
      `,
      this.#panel,
    );
  }

  /** @param {boolean} running @param {number} aspect  of the picture */
  #placeMark(running, aspect) {
    const [width, height] = [aspect, 1];
    const crop = running ? this.#options.crop : { side: 1, x: 0.5, y: 0.5 };
    const { left, top, side } = squareIn(crop, width, height);
    const percent = (/** @type {number} */ fraction) => `${100 * fraction}%`;
    const { style } = this.#mark;
    style.left = percent(left / width);
    style.top = percent(top / height);
    style.width = percent(side / width);
    this.#mark.toggleAttribute("data-loose", running && this.#options.open);
  }

  /** Large, for somebody who stands before the camera, and spoken. */
  #countdown() {
    const { current } = this.#handsFree;
    const left = current?.left ?? 0;
    const name = this.#nameOf(current?.classId);
    return html`<span class="countdown" aria-hidden="true" ?hidden=${left === 0}>${left}</span>
      <p class="visually-hidden" aria-live="assertive">
        ${current && (left === 0 ? text("hands-free-now") : text("hands-free-count", { left, name }))}
      </p>`;
  }

  /** @param {string | undefined} classId */
  #nameOf(classId) {
    return this.#dataset.classes.find(({ id }) => id === classId)?.name ?? "";
  }
}
