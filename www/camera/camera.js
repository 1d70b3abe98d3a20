// @ts-check
import { text } from "../text/index.js";
import { SquareReader } from "./pixels.js";

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
 * Mirroring is for the eye alone: the preview of a camera that faces the person is shown mirrored (`mirrored`), but `grab` returns
 * what the camera saw, for recording and answering alike. Uploaded photographs, a phone's rear camera and writing held up to the
 * camera therefore have the same handedness.
 *
 * Dispatches "frame"; "change" when it started or stopped, or devices were plugged in or out; "lost" when the device was unplugged
 * or the permission withdrawn.
 */
export class Camera extends EventTarget {
  /** Shows what the camera sees. */
  video;
  #reader;
  /** @type {MediaStream | null} */
  #stream = null;
  /** Counts attempts to start, so that a permission granted too late, after a stop or another start, is ignored. */
  #attempt = 0;
  /** Cancels the pending frame callback. */
  #unwatch = () => {};
  starting = false;
  mirrored = false;
  /** @type {ReadonlyArray<{ id: string, label: string }>} */
  devices = [];

  /**
   * @param {HTMLVideoElement} video
   * @param {number} size side of the pictures
   */
  constructor(video, size) {
    super();
    this.video = video;
    this.#reader = new SquareReader(size);
    navigator.mediaDevices?.addEventListener?.("devicechange", () => {
      if (this.#stream) void this.#listDevices();
    });
  }

  get running() {
    return this.#stream !== null && !this.starting;
  }

  /** Id of the device in use; "" if none or unknown. */
  get deviceId() {
    return this.#stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "";
  }

  /**
   * Asks for permission and starts the camera.
   * @param {string} [deviceId] one of `devices`; otherwise the browser's choice, preferably facing the person
   * @returns {Promise<boolean>} false if it was stopped or started again in the meantime
   * @throws {Error} with a message for the person
   */
  async start(deviceId) {
    const media = navigator.mediaDevices;
    if (!media?.getUserMedia) {
      throw new Error(
        text(globalThis.isSecureContext === false ? "camera-insecure" : "camera-unsupported"),
      );
    }
    this.stop();
    const attempt = this.#attempt;
    this.starting = true;
    this.dispatchEvent(new Event("change"));
    try {
      // 640 × 480 is plenty for a 128 × 128 picture and cheap to scale; 30 frames per second make answers fluent.
      const wish = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
      const stream = await media.getUserMedia({
        audio: false,
        video: deviceId
          ? { ...wish, deviceId: { exact: deviceId } }
          : { ...wish, facingMode: "user" },
      });
      if (attempt !== this.#attempt) {
        for (const track of stream.getTracks()) track.stop();
        return false;
      }
      this.#stream = stream;
      const [track] = stream.getVideoTracks();
      // Our own stop() does not dispatch "ended"; unplugging the device and withdrawing the permission do.
      track.addEventListener("ended", () => this.#lose(stream));
      this.mirrored = track.getSettings().facingMode !== "environment";
      this.video.srcObject = stream;
      await this.video.play();
      if (attempt !== this.#attempt) return false;
      this.starting = false;
      this.#watchFrames();
      // Browsers reveal the names of devices only after the permission.
      await this.#listDevices();
      return attempt === this.#attempt;
    } catch (error) {
      if (attempt !== this.#attempt) return false; // stop() removes the stream, which rejects play()
      this.stop();
      throw explain(error);
    }
  }

  stop() {
    this.#attempt += 1;
    const stream = this.#stream;
    if (!stream && !this.starting) return;
    this.starting = false;
    this.#stream = null;
    this.#unwatch();
    for (const track of stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {Uint8ClampedArray | null} */
  grab() {
    const video = this.video;
    if (!this.running || video.readyState < video.HAVE_CURRENT_DATA || !video.videoWidth)
      return null;
    return this.#reader.read(video, video.videoWidth, video.videoHeight);
  }

  /** @param {MediaStream} stream */
  #lose(stream) {
    if (this.#stream !== stream) return;
    this.stop();
    this.dispatchEvent(new Event("lost"));
  }

  #watchFrames() {
    const video = this.video;
    const again = () => {
      if (!this.running) return;
      if ("requestVideoFrameCallback" in video) {
        const due = video.requestVideoFrameCallback(tick);
        this.#unwatch = () => video.cancelVideoFrameCallback(due);
      } else {
        const due = setTimeout(tick, FRAME_MS);
        this.#unwatch = () => clearTimeout(due);
      }
    };
    const tick = () => {
      again();
      this.dispatchEvent(new Event("frame"));
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
