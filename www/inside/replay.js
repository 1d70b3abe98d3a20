// @ts-check
import { megabytes, text } from "../text/index.js";
import { h, onPress, perFrame, say } from "../view/dom.js";
import { sign } from "./player-bar.js";
import { Player } from "./player.js";
import { ReplayCurve } from "./replay-curve.js";
import { MOST_BYTES, bytesOf, obstacleOf, positionsOf } from "./replayed.js";

/**
 * @typedef {import("./types.js").Choice} Choice
 * @typedef {import("./replayed.js").Position} Position
 */

/**
 * The training of the network that is looked into, epoch by epoch: the strip shows the picture with the weights of the epoch that
 * is chosen. At its end stands the network itself. Dispatches "freeze" when a person begins: only a picture that stays can be
 * compared.
 */
export class Replay extends EventTarget {
  #inside;
  #session;
  #player;
  #curve = new ReplayCurve();
  /** What is replayed; null for nothing. @type {import("../session.js").Snapshots | null} */
  #snapshots = null;
  /** Empty when there is nothing to replay. @type {Position[]} */
  #positions = [];
  /** Of the picture, at each position; null while it is not known. @type {(number | null)[]} */
  #losses = [];
  /** What they are of. @type {import("./client.js").Frame | null} */
  #frame = null;
  #live = false;

  #play = h("button", { type: "button", class: "primary" });
  #scrubber = h("input", {
    ...{ type: "range", min: 0, step: 1, class: "timeline" },
    "aria-label": text("inside-replay-epoch"),
  });
  #says = h("p", { "aria-live": "polite" });
  #kept = h("p", { class: "hint" });
  #tools = h(
    "div",
    { class: "replay-tools", hidden: true },
    h(
      "div",
      { class: "player" },
      h("div", { class: "player-buttons" }, this.#play),
      this.#scrubber,
    ),
    this.#says,
    this.#curve.element,
    this.#kept,
  );
  #nothing = h("p", { class: "hint", hidden: true });
  element = h(
    "section",
    { class: "panel replay", "aria-labelledby": "inside-replay" },
    h("h3", { id: "inside-replay" }, text("inside-replay")),
    h("p", { class: "hint" }, text("inside-replay-about")),
    this.#nothing,
    this.#tools,
  );

  #draw = perFrame(() => this.#show());

  /**
   * @param {{ inside: import("./client.js").Inside, session: import("../session.js").Session, player: Player }} parts
   *   player: of the step, whose tempo is taken
   */
  constructor({ inside, session, player }) {
    super();
    this.#inside = inside;
    this.#session = session;
    this.#player = new Player({ tempo: () => player.tempo });
    onPress(this.#play, () => this.#toggle());
    this.#scrubber.addEventListener("input", () => this.#player.go(this.#scrubber.valueAsNumber));
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== " " || event.target === this.#play) return;
      event.preventDefault(); // elsewhere in the view it plays the step
      if (!event.repeat) this.#toggle();
    });
    this.#player.addEventListener("change", () => this.#moved());
    inside.addEventListener("steps", () => {
      this.#frame = null; // the network itself is another one
      this.#draw();
    });
  }

  /** What is looked into now, or has been trained. @param {Choice | null} choice  null while it is being opened */
  offer(choice) {
    const obstacle = obstacleOf(choice, this.#session);
    const snapshots = obstacle ? null : this.#session.snapshots;
    say(this.#nothing, choice && obstacle ? text(`inside-replay-${obstacle}`) : "");
    if (snapshots === this.#snapshots) return;
    this.#snapshots = snapshots;
    this.#frame = null;
    this.#positions = snapshots ? positionsOf(snapshots) : [];
    this.#losses = this.#positions.map(() => null);
    this.#tools.hidden = snapshots === null;
    if (this.#inside.standIn) this.#replay(null);
    if (!snapshots) return;
    this.#player.load(this.#positions.length);
    this.#player.go(this.#player.last);
    const { list, seed } = snapshots;
    this.#kept.textContent = text("inside-replay-kept", {
      ...{ count: list.length, epochs: this.#epochs, seed },
      ...{ bytes: megabytes(bytesOf(list)), limit: megabytes(MOST_BYTES) },
    });
    this.#draw();
  }

  /** A picture was traced. @param {boolean} live  whether others follow at once */
  show(live) {
    if (live !== this.#live) this.#draw();
    this.#live = live;
    void this.#find();
  }

  pause() {
    this.#player.pause();
  }

  #toggle() {
    this.#player.toggle();
  }

  /** Another position is to be shown. */
  #moved() {
    const { at, last, playing } = this.#player;
    this.#draw();
    if (this.#positions.length === 0) return;
    if (playing || at < last) this.dispatchEvent(new Event("freeze"));
    const { weights } = this.#positions[at];
    if (weights !== this.#inside.standIn) this.#replay(weights);
  }

  /** @param {Float32Array | null} weights */
  #replay(weights) {
    // What is wrong with the worker is told of the next picture.
    this.#inside.replay(weights).catch(() => this.#player.pause());
  }

  /** The loss of a picture that stays, at every position. */
  async #find() {
    const [{ frame }, positions] = [this.#inside, this.#positions];
    if (this.#live || !frame || positions.length === 0 || frame === this.#frame) return;
    this.#frame = frame;
    this.#losses = positions.map(() => null);
    for (const [i, { weights }] of positions.entries()) {
      const loss = await this.#inside.lossWith(weights).catch(lossOf);
      if (loss === null || frame !== this.#frame || positions !== this.#positions) return;
      this.#losses[i] = loss;
      this.#draw();
    }
  }

  /** What the picture should be. */
  get #class() {
    return this.#snapshots?.classes[this.#frame?.target ?? 0] ?? "";
  }

  /** The last one that is kept. */
  get #epochs() {
    return this.#snapshots?.list.at(-1)?.epoch ?? 0;
  }

  #show() {
    const { at, last, playing } = this.#player;
    if (this.#positions.length === 0) return;
    const label = text(playing ? "inside-replay-pause" : "inside-replay-play");
    if (this.#play.getAttribute("aria-label") !== label) {
      this.#play.setAttribute("aria-label", label);
      this.#play.replaceChildren(sign(playing ? "pause" : "play"));
    }
    this.#scrubber.max = String(last);
    this.#scrubber.value = String(at);
    const place = this.#placeOf(this.#positions[at]);
    this.#scrubber.setAttribute("aria-valuetext", place);
    const loss = this.#losses[at];
    this.#says.textContent = this.#live
      ? text("inside-replay-live", { place })
      : loss === null
        ? place
        : text("inside-replay-loss", { place, loss, class: this.#class });
    this.#curve.element.hidden = this.#live;
    if (this.#live) return;
    const points = this.#positions.map(({ epoch }, i) => ({
      ...{ epoch: epoch ?? this.#epochs, loss: finite(this.#losses[i]) },
    }));
    this.#curve.show(points, at, this.#class);
  }

  /** @param {Position} position */
  #placeOf({ epoch, weights }) {
    if (weights === null)
      return epoch === null || this.#inside.steps > 0
        ? text("inside-replay-itself")
        : text("inside-replay-itself-epoch", { epoch });
    return epoch === 0
      ? text("inside-replay-initial")
      : text("inside-replay-place", { epoch: epoch ?? 0, epochs: this.#epochs });
  }
}

/** Of a training that diverged the loss is no longer finite, and the next one may be. @param {Error} error @returns {number | null} null: it is not known */
function lossOf({ name }) {
  return name === "DivergedError" ? Number.POSITIVE_INFINITY : null;
}

/** What can be drawn. @param {number | null} loss */
function finite(loss) {
  return loss !== null && Number.isFinite(loss) ? loss : null;
}
