// @ts-check
import { text } from "../text/index.js";
import { Flow } from "./flow.js";
import { SquareReader, checkPixels } from "./pixels.js";

/** @typedef {import("./preferences.js").Facing} Facing */
/** @typedef {{ deviceId?: string, facing?: Facing | "" }} Wish  without a device, or where it is gone, any that faces so */

/** 640 × 480 is plenty for a 128 × 128 picture and cheap to scale; 30 frames per second make answers fluent. */
const VIDEO = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
/** What getUserMedia throws where there is no such device. */
const GONE = ["OverconstrainedError", "NotFoundError"];

/** How often to look for a frame in browsers that do not announce new ones. */
const FRAME_MS = 1000 / 30;

/**
 * The problem in words for the person.
 * @param {unknown} error what getUserMedia or play() threw
 */
function explain(error) {
  const { name, message } =
    error instanceof Error || error instanceof DOMException ? error : new Error(String(error));
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      // Browsers tell the system's refusal from their own in the message alone.
      return new Error(text(/system/i.test(message) ? "camera-denied-by-system" : "camera-denied"));
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      return new Error(text("camera-missing"));
    case "NotReadableError":
    case "AbortError":
    case "TrackStartError":
      return new Error(text("camera-busy"));
    default:
      return new Error(
        message ? text("camera-failed-because", { reason: message }) : text("camera-failed"),
      );
  }
}

/**
 * The webcam as a frame source. It plays in the video element that it is given and touches nothing else in the page.
 *
 * What is seen is what is learned: `crop` and `mirrored` hold for the preview and for `grab` alike, for recording and answering.
 *
 * Dispatches "frame"; "change" when it started or stopped, or devices were plugged in or out; "flow" when it is on but no new
 * pictures come any more, or they do again; "lost" when the device was unplugged or the permission withdrawn.
 */
export class Camera extends EventTarget {
  /** Shows what the camera sees. */
  video;
  #reader;
  #preferences;
  /** @type {MediaStream | null} */
  #stream = null;
  #flow = new Flow(() => this.dispatchEvent(new Event("flow")));
  /** Counts attempts to start, so that a permission granted too late, after a stop or another start, is ignored. */
  #attempt = 0;
  /** Cancels the pending frame callback. */
  #unwatch = () => {};
  starting = false;
  /** @type {ReadonlyArray<{ id: string, label: string }>} */
  devices = [];

  /**
   * @param {HTMLVideoElement} video
   * @param {number} size side of the pictures
   * @param {import("./preferences.js").CameraPreferences} preferences
   */
  constructor(video, size, preferences) {
    super();
    this.video = video;
    this.#preferences = preferences;
    this.#reader = new SquareReader(size);
    navigator.mediaDevices?.addEventListener?.("devicechange", () => {
      if (this.#stream) void this.#listDevices();
    });
  }

  get running() {
    return this.#stream !== null && !this.starting;
  }

  /** Whether it is on, but sends no new pictures. */
  get stalled() {
    return this.#flow.stopped;
  }

  /** What the camera in use says of itself. @returns {MediaTrackSettings} */
  get #settings() {
    return this.#stream?.getVideoTracks()[0]?.getSettings() ?? {};
  }

  /** Id of the device in use; "" if none or unknown. */
  get deviceId() {
    return this.#settings.deviceId ?? "";
  }

  /** Which way the camera in use faces. Those of phones say so; "" for others. @returns {Facing | ""} */
  get facing() {
    const { facingMode: facing } = this.#settings;
    return facing === "user" || facing === "environment" ? facing : "";
  }

  get crop() {
    return this.#preferences.chosen.crop;
  }

  get mirrored() {
    return this.#preferences.chosen.mirrored[this.facing || "user"];
  }

  /**
   * Asks for permission and starts the camera; where another one was on and this one cannot be, that one again.
   * @param {Wish} [wish]  by default the one that was chosen
   * @returns {Promise<boolean>} false if it was stopped or started again in the meantime
   * @throws {Error} with a message for the person; `running` says whether the other camera is on again
   */
  async start(wish = this.#preferences.chosen) {
    // Phones open no second camera while the first is on: it is gone before it is known whether the other one comes.
    const before = this.running ? { deviceId: this.deviceId, facing: this.facing } : null;
    try {
      return await this.#open(wish);
    } catch (error) {
      const back = before && (await this.#open(before).catch(() => null));
      if (back === null) throw error;
      if (!back) return false;
      throw new Error(text("camera-back"), { cause: error });
    }
  }

  /** @param {Wish} wish */
  async #open(wish) {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new Error(
        text(globalThis.isSecureContext === false ? "camera-insecure" : "camera-unsupported"),
      );
    }
    checkPixels();
    this.stop();
    const attempt = this.#attempt;
    this.starting = true;
    this.dispatchEvent(new Event("change"));
    try {
      const stream = await this.#ask(wish);
      if (attempt !== this.#attempt) {
        for (const track of stream.getTracks()) track.stop();
        return false;
      }
      this.#stream = stream;
      const [track] = stream.getVideoTracks();
      // Our own stop() does not dispatch "ended"; unplugging the device and withdrawing the permission do.
      track.addEventListener("ended", () => this.#lose(stream));
      this.video.srcObject = stream;
      await this.video.play();
      if (attempt !== this.#attempt) return false;
      this.starting = false;
      this.#flow.start();
      this.#watchFrames(track);
      // Browsers reveal the names of devices only after the permission.
      await this.#listDevices();
      return attempt === this.#attempt;
    } catch (error) {
      if (attempt !== this.#attempt) return false; // stop() removes the stream, which rejects play()
      this.stop();
      throw explain(error);
    }
  }

  /** @param {Wish} wish @returns {Promise<MediaStream>} */
  async #ask({ deviceId, facing }) {
    const attempt = this.#attempt;
    const ask = (/** @type {MediaTrackConstraints} */ which) =>
      navigator.mediaDevices.getUserMedia({ audio: false, video: { ...VIDEO, ...which } });
    try {
      // Chromium does not follow an ideal id.
      if (deviceId) return await ask({ deviceId: { exact: deviceId } });
    } catch (error) {
      const { name } = /** @type {Error} */ (error);
      if (!GONE.includes(name) || attempt !== this.#attempt) throw error;
    }
    return ask(facing ? { facingMode: { ideal: facing } } : {});
  }

  stop() {
    this.#attempt += 1;
    const stream = this.#stream;
    if (!stream && !this.starting) return;
    this.starting = false;
    this.#stream = null;
    this.#unwatch();
    this.#flow.end();
    for (const track of stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {Uint8ClampedArray | null} */
  grab() {
    const video = this.video;
    if (!this.running || video.readyState < video.HAVE_CURRENT_DATA || !video.videoWidth)
      return null;
    const { crop, mirrored } = this;
    return this.#reader.read(video, video.videoWidth, video.videoHeight, { crop, mirrored });
  }

  /** @param {MediaStream} stream */
  #lose(stream) {
    if (this.#stream !== stream) return;
    this.stop();
    this.dispatchEvent(new Event("lost"));
  }

  /** @param {MediaStreamTrack} track */
  #watchFrames(track) {
    const video = this.video;
    const announced = "requestVideoFrameCallback" in video;
    let shown = this.video.currentTime;
    const again = () => {
      if (!this.running) return;
      if (announced) {
        const due = video.requestVideoFrameCallback(tick);
        this.#unwatch = () => video.cancelVideoFrameCallback(due);
      } else {
        const due = setTimeout(tick, FRAME_MS);
        this.#unwatch = () => clearTimeout(due);
      }
    };
    const tick = () => {
      again();
      const at = this.video.currentTime;
      if (!announced && at === shown) return;
      shown = at;
      // A muted camera may go on sending black pictures.
      if (!track.muted) this.#flow.see(() => this.grab());
      if (!this.stalled) this.dispatchEvent(new Event("frame"));
    };
    again();
  }

  async #listDevices() {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    this.devices = all
      .filter((device) => device.kind === "videoinput" && device.deviceId)
      .map((device, index) => ({
        id: device.deviceId,
        label: device.label || text("camera-number", { number: index + 1 }),
      }));
    this.dispatchEvent(new Event("change"));
  }
}
