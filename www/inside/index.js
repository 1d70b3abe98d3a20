// @ts-check
/** Inside: one step of backpropagation on the picture that the camera sees. */

import { loadText, text } from "../text/index.js";
import { h } from "../view/dom.js";
import { Inside } from "./client.js";
import { Enlarged } from "./enlarged.js";
import { Frames } from "./frames.js";
import { KernelPanel } from "./kernel.js";
import { stageKeys } from "./keys.js";
import { legend } from "./legend.js";
import { SMALL, TRAINED, choices } from "./networks.js";
import { NeuronPanel } from "./neuron.js";
import { Player } from "./player.js";
import { PlayerBar } from "./player-bar.js";
import { PoolPanel } from "./pool.js";
import { Reach } from "./reach.js";
import { Replay } from "./replay.js";
import { Selection } from "./selection.js";
import { Setup } from "./setup.js";
import { stagesOf } from "./stages.js";
import { Strip } from "./strip.js";
import { explain, notFinite, placeOf } from "./trouble.js";
import { TurnedPanel } from "./turned.js";
import { UpdatePanel } from "./update.js";
import { Walk } from "./walk.js";

/**
 * What looks at the step below the strip. Its element is put on the page, and it is shown every new trace.
 * @typedef {object} Panel
 * @property {HTMLElement} element
 * @property {(traced: Traced, network: { names: string[], classes: string[], loss: string, live: boolean }) => void} show
 *   names: of the layers; loss: its type; live: another trace follows at once
 * @property {() => void} hide  the view is out of sight
 *
 * What it is made with. freeze: the picture stays; learn: applies the step that is shown.
 * @typedef {{ inside: Inside, selection: Selection, player: Player, freeze: () => void, learn: () => void }} PanelParts
 *
 * @typedef {import("../view/views.js").ViewParts} ViewParts
 * @typedef {import("./types.js").Choice} Choice
 * @typedef {import("./types.js").Traced} Traced
 */

/**
 * From top to bottom, in the order in which a step is understood: a sum, its way back, what both mean for weights.
 * @type {(new (parts: PanelParts) => Panel)[]}
 */
const PANELS = [NeuronPanel, TurnedPanel, PoolPanel, KernelPanel, UpdatePanel];

/** ms out of sight after which memory is given back: who only looks elsewhere for a moment finds everything in place. */
const REST_AFTER = 30_000;

/** @param {ViewParts} parts @returns {Promise<import("../view/views.js").View>} */
export async function open(parts) {
  await loadText("inside");
  return new InsideView(parts);
}

class InsideView {
  #parts;
  #frames;
  #inside = new Inside();
  #selection = new Selection();
  #player = new Player();
  #setup = new Setup();
  #bar = new PlayerBar(this.#player);
  #strip = new Strip({ selection: this.#selection, player: this.#player });
  #panels = PANELS.map((Panel) => {
    const [inside, selection, player] = [this.#inside, this.#selection, this.#player];
    return new Panel({
      ...{ inside, selection, player },
      freeze: () => this.#setLive(false),
      learn: () => void this.#step(() => inside.learn()),
    });
  });
  #walk = new Walk({
    ...{ inside: this.#inside, selection: this.#selection, player: this.#player },
    stages: () => this.#stages,
    useSmall: () => this.#choice?.id !== SMALL && void this.#open(SMALL),
    strip: this.#strip.element,
    panels: this.#panels.map(({ element }) => element),
  });
  /** @type {Replay} */
  #replay;
  #night = window.matchMedia("(prefers-color-scheme: dark)");
  #reach = new Reach({ inside: this.#inside, selection: this.#selection, strip: this.#strip });
  #enlarged = new Enlarged({
    ...{ inside: this.#inside, selection: this.#selection },
    ...{ dark: () => this.#night.matches, names: () => this.#strip.names },
    hover: (neuron) => this.#reach.point(neuron),
  });
  /** @type {Choice[]} */
  #choices = [];
  /** @type {Choice | null} */
  #choice = null;
  /** @type {import("./stages.js").Stage[]} */
  #stages = [];
  #visible = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;
  /** Whether a frame is being traced, and whether another one has come since. */
  #busy = false;
  #newer = false;
  /** The number that is not finite and was pointed at. */
  #pointed = "null";

  /** @param {ViewParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { place, session, dataset } = parts;
    this.#frames = new Frames(parts);
    this.#replay = new Replay({ inside: this.#inside, session, player: this.#player });
    const enlarged = this.#enlarged;
    place.append(
      h(
        "p",
        { class: "hint" },
        ...[text("inside-about"), " "],
        h("a", { class: "walk-link", href: "#inside/walk/1" }, text("inside-walk-link")),
      ),
      this.#setup.element,
      h(
        "div",
        { class: "panel step-panel" },
        this.#bar.element,
        this.#strip.element,
        legend(),
        h("p", { class: "hint" }, `${text("inside-keys")} ${text("inside-strip-help")}`),
      ),
      enlarged.element,
      ...this.#panels.map(({ element }) => element),
      this.#replay.element,
      this.#walk.element,
    );

    this.#frames.addEventListener("frame", () => this.#frame());
    this.#frames.addEventListener("change", () => this.#setup.note(this.#frames.where));
    for (const type of ["weights", "trained", "described"])
      session.addEventListener(type, () => this.#offer());
    dataset.addEventListener("change", () => this.#offer());
    session.addEventListener("change", () => {
      this.#offer();
      this.#replay.offer(this.#choice);
    });
    this.#replay.addEventListener("freeze", () => this.#setLive(false));
    this.#night.addEventListener("change", () => this.#look());

    this.#setup.addEventListener("network", () => void this.#open(this.#setup.network));
    this.#setup.addEventListener("target", () => this.#look());
    this.#setup.addEventListener("live", () => this.#setLive(!this.#frames.live));
    this.#setup.addEventListener("learn", () => void this.#step(() => this.#inside.learn()));
    this.#setup.addEventListener("undo", () => void this.#step(() => this.#inside.undo()));
    this.#setup.addEventListener("reset", () => void this.#step(() => this.#inside.reset()));
    this.#inside.addEventListener("steps", () => this.#showState());
    this.#inside.addEventListener("trace", () => this.#traced());
    this.#inside.addEventListener(
      "trouble",
      (event) => void this.#complain(/** @type {CustomEvent} */ (event).detail),
    );
    this.#player.addEventListener("change", () => this.#stageChanged());
    this.#strip.addEventListener("enlarge", (event) =>
      enlarged.open(/** @type {CustomEvent} */ (event).detail),
    );
    this.#strip.addEventListener("point", (event) =>
      this.#reach.point(/** @type {CustomEvent} */ (event).detail),
    );
    stageKeys(place, this.#player, () => this.#visible);
  }

  /** @param {string} path  of the guided walk, or "" */
  show(path) {
    this.#visible = true;
    clearTimeout(this.#rest);
    this.#setup.note(this.#frames.where);
    const { session, dataset } = this.#parts;
    if (this.#inside.opened) {
      this.#offer();
      this.#frames.take();
      this.#look();
    } else {
      this.#choices = choices(session, dataset.inTraining);
      void this.#open(this.#choice?.id ?? (session.network ? TRAINED : SMALL));
    }
    this.#walk.follow(path);
  }

  hide() {
    this.#visible = this.#busy = false;
    this.#player.pause();
    this.#replay.pause();
    for (const panel of this.#panels) panel.hide();
    this.#rest = setTimeout(() => this.#inside.rest(), REST_AFTER);
  }

  /** The networks that there are by now; the trained one with its newest weights, unless steps of one's own were applied to it. */
  #offer() {
    if (!this.#visible) return; // it is done when it is shown again
    const { session, dataset } = this.#parts;
    this.#choices = choices(session, dataset.inTraining);
    const before = this.#choice;
    const now = this.#choices.find(({ id }) => id === before?.id);
    this.#setup.offer(this.#choices, now?.id ?? SMALL);
    // With a picture that stays only at the end of a training.
    const follows = this.#frames.live || !session.training;
    if (!now) void this.#open(SMALL);
    else if (now.weights !== before?.weights && follows && this.#inside.steps === 0)
      void this.#open(now.id);
    else if (now.id !== TRAINED) this.#setup.offerTargets(now.classes);
  }

  /** @param {string} id  of a choice */
  async #open(id) {
    const before = this.#choice?.id;
    const choice = this.#choices.find((one) => one.id === id) ?? this.#choices[0];
    this.#choice = choice;
    this.#setup.offer(this.#choices, choice.id);
    this.#setup.offerTargets(choice.classes);
    // While a training runs there are better weights again and again.
    if (choice.id !== before) {
      this.#setup.note(text("inside-opening"));
      this.#enlarged.element.close(); // what it shows is of another network
    }
    this.#setup.complain("");
    this.#showState();
    try {
      this.#replay.offer(null);
      if (!(await this.#inside.open(choice))) return;
      this.#replay.offer(choice);
    } catch (error) {
      if (choice !== this.#choice || !this.#visible) return;
      this.#parts.place.toggleAttribute("data-empty", true); // what is there is of another network
      await this.#complain(error);
      return;
    } finally {
      if (choice === this.#choice) this.#setup.note(this.#frames.where);
    }
    this.#look();
  }

  /** @param {() => Promise<void>} act  on the network's weights */
  async #step(act) {
    // What stands in for the network learns nothing.
    if (!this.#inside.traced || this.#inside.standIn) return;
    this.#setLive(false);
    try {
      await act();
    } catch (error) {
      await this.#complain(error);
    }
  }

  #frame() {
    if (!this.#visible) return;
    this.#newer = this.#busy;
    if (!this.#busy && this.#frames.take()) this.#look();
  }

  /** Traces the picture that is shown. */
  #look() {
    if (!this.#inside.opened) return;
    this.#busy = true;
    const frame = {
      rgba: this.#frames.rgba,
      target: this.#setup.target,
      dark: this.#night.matches,
    };
    this.#inside.look(frame);
  }

  #traced() {
    this.#busy = false;
    const { traced, opened } = this.#inside;
    if (!traced || !opened || !this.#choice) return;
    const { summary } = traced;
    this.#stages = stagesOf(summary);
    this.#player.load(this.#stages.length);
    this.#selection.fit(summary);
    const { classes } = this.#choice;
    this.#strip.show(traced, classes);
    this.#parts.place.removeAttribute("data-empty");
    this.#setup.complain(notFinite(summary, this.#strip.names));
    this.#point(summary);
    this.#stageChanged();
    this.#showState();
    const [{ names }, { loss }] = [this.#strip, opened.spec];
    this.#replay.show(this.#frames.moving);
    for (const panel of this.#panels)
      panel.show(traced, { names, classes, loss, live: this.#frames.moving });
    if (this.#newer) this.#frame();
  }

  /** Selects the first number that is not finite, once: then a person may look elsewhere. @param {import("./types.js").Summary} summary */
  #point({ non_finite: found }) {
    const key = JSON.stringify(found);
    if (found && key !== this.#pointed) this.#selection.set(placeOf(found));
    this.#pointed = key;
  }

  #stageChanged() {
    const { traced, opened } = this.#inside;
    const { at, last, playing } = this.#player;
    if (!traced || !opened || !this.#stages[at]) return;
    // Only a picture that stays can be walked through.
    if (playing || at !== last) this.#setLive(false);
    this.#selection.set({ stage: at });
    const [live, { names }, { loss }] = [this.#frames.moving, this.#strip, opened.spec];
    this.#strip.light(this.#stages, live);
    this.#bar.show(this.#stages, { summary: traced.summary, names, loss, live });
  }

  /** @param {boolean} live */
  #setLive(live) {
    if (live === this.#frames.live) return;
    this.#frames.live = live;
    if (live) {
      this.#player.go(this.#player.last);
      this.#offer();
      this.#frame();
    } else {
      // No other trace may come to say so.
      this.#stageChanged();
      this.#replay.show(this.#frames.moving);
    }
    this.#showState();
  }

  #showState() {
    const { steps, traced, standIn } = this.#inside;
    const ready = traced !== null && standIn === null;
    this.#setup.show({ live: this.#frames.live, steps, ready });
  }

  /** @param {unknown} error */
  async #complain(error) {
    this.#busy = false;
    const others = this.#choices.filter((one) => one !== this.#choice);
    this.#setup.complain(await explain(error, this.#inside, others));
  }
}
