// @ts-check
import { text, whole } from "../text/index.js";
import { bar } from "./bar.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { roughly } from "./cost.js";
import { byId, h, onPress, perFrame, say } from "./dom.js";
import { glossary, help } from "./help.js";
import { pauseControls } from "./pause.js";
import { describeObstacle, describeReady, describeWarnings } from "./readiness.js";
import { describeRollBack, toldOf, wasCut } from "./result.js";

/**
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../workers/trainer.js").News} TrainerNews
 */

/** Step 3: the method, the Train button and what it says, progress, and the result in a line. */
export class TrainPanel {
  #session;
  #settings;
  #stem;
  #showResults;
  #unsupported;
  #news;
  #panel = byId("train-panel", HTMLElement);
  #alert = h("div", { class: "note bad", role: "alert", hidden: true });
  /** @type {"idle" | "training" | "paused" | "stopping"} what the news line was told last */
  #told = "idle";

  /**
   * @param {{ session: Session, settings: import("./settings-form.js").SettingsForm, stem: HTMLElement,
   *   news: import("./news.js").News, showResults: () => void, unsupported: string }} parts
   *   stem: shows how a stem comes; showResults: brings them into sight; unsupported: why this browser cannot train, "" when it can
   */
  constructor({ session, settings, stem, news, showResults, unsupported }) {
    this.#session = session;
    this.#stem = stem;
    this.#settings = settings;
    this.#showResults = showResults;
    this.#unsupported = unsupported;
    this.#news = news;
    const draw = perFrame(() => this.#render());
    for (const type of ["plan", "progress"]) session.addEventListener(type, draw);
    settings.addEventListener("change", draw);
    session.addEventListener("change", () => {
      this.#render();
      this.#tell();
    });
    session.addEventListener("news", (event) =>
      news.say(describeNews(/** @type {CustomEvent} */ (event).detail)),
    );
    say(this.#alert, unsupported);
    this.#render();
    onPress(byId("train-button", HTMLButtonElement), () =>
      session.training ? session.stop() : void session.train(),
    );
  }

  #render() {
    const { training, error, result, plan, planError, imported } = this.#session;
    this.#settings.locked = training;
    if (training) say(this.#alert, "");
    const why = this.#obstacle();
    const reason = training
      ? describeRunning(this.#session)
      : why || (plan ? this.#ready(plan) : planError ? describeError(planError) : "");
    const warnings = plan ? describeWarnings(plan) : [];
    const line = toldOf(this.#session)?.line ?? "";
    render(
      html`
        ${this.#settings.element}
        <div class="train-row">
          <button
            type="button"
            class="big ${training ? "" : "primary"}"
            id="train-button"
            aria-describedby="train-reason"
            ?disabled=${!training && why !== ""}
            aria-disabled=${training && this.#session.stopping /* it keeps the focus */}
          >
            ${text(training ? "train-stop" : "train")}
          </button>
          ${this.#settings.button}
        </div>
        ${this.#settings.changes}
        <p class="reason" id="train-reason">${reason}</p>
        <p class="hint" ?hidden=${imported === null || training}>
          ${text("train-imported", { file: imported ?? "" })}
        </p>
        ${this.#stem}
        <ul class="note warn" ?hidden=${warnings.length === 0}>
          ${warnings.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
        ${this.#alert}
        <div class="run" ?hidden=${!training && !result && !error}>
          ${progressOf(this.#session)} ${pauseControls(this.#session)}
          <p class="result" ?hidden=${!line}>${line}</p>
          <button type="button" class="quiet" ?hidden=${!line} @click=${this.#showResults}>
            ${text("train-how-good")}
          </button>
        </div>
      `,
      this.#panel,
    );
  }

  /** @returns {string} why nothing can be trained; "" when it can, or when only trying will tell */
  #obstacle() {
    const { plan, planError } = this.#session;
    if (this.#unsupported) return text("train-unsupported");
    if (this.#settings.problem) return this.#settings.problem;
    if (plan) return describeObstacle(plan, this.#session.someOff);
    return planError ? "" : text("train-getting-ready");
  }

  /** @param {NonNullable<Session["plan"]>} plan */
  #ready(plan) {
    const { estimate } = this.#session;
    const takes = estimate === null ? "" : text("train-takes", { time: roughly(estimate) });
    return [describeReady(plan), takes].filter(Boolean).join(" ");
  }

  /** Speaks when the training begins, is to stop or ends, not at every "change". */
  #tell() {
    const { training, stopping, paused, error } = this.#session;
    const runs = stopping ? "stopping" : paused ? "paused" : "training";
    const state = training ? runs : "idle";
    const before = this.#told;
    if (!training) say(this.#alert, this.#failure());
    if (state === this.#told) return;
    this.#told = state;
    if (error) this.#alert.scrollIntoView({ block: "nearest" });
    if (state === "idle") this.#news.say(this.#end());
    else if (stopping) this.#news.say(text("train-stopping"));
    else if (before === "idle") this.#news.say(describeBeginning(this.#session));
    else this.#news.say(text(paused ? "train-is-paused" : "train-continues"));
  }

  #failure() {
    const { error, course, network, lost } = this.#session;
    if (lost) return describeLost(lost, network !== null);
    if (!error) return this.#unsupported;
    if (error.name === "StemError") return ""; // it is said where the stem is shown
    const kept = error.name === "DivergedError" && course && network;
    return kept ? `${describeError(error)} ${text("train-diverged-kept")}` : describeError(error);
  }

  #end() {
    const { error, result } = this.#session;
    if (error) return text("train-with-problem");
    const { report = null } = result ?? {};
    if (!report || report.reason === "stopped" || wasCut(this.#session))
      return text("train-was-stopped");
    if (report.verdict === "nothing") return text("train-without-success");
    return `${text("train-is-finished")} ${toldOf(this.#session)?.line ?? ""}`;
  }
}

/** @param {Session} session */
function describeBeginning({ resumedIn: epoch, paused }) {
  if (epoch === null) return text("train-has-begun");
  return paused ? text("train-still-paused", { epoch }) : text("train-goes-on", { epoch });
}

/** @param {Session} session */
function describeRunning({ stopping, paused, progress }) {
  if (stopping) return text("train-stopping");
  if (paused) return text("train-paused");
  return text(progress?.fine_tuning ? "train-tuning" : "train-running");
}

/** Why a training that was interrupted cannot go on. @param {NonNullable<Session["lost"]>} lost @param {boolean} answers  whether there are weights of it */
function describeLost({ obstacle, epoch }, answers) {
  const then = text(answers ? "train-lost-answers" : "train-lost-again");
  return `${text("train-lost", { epoch })} ${text(`train-lost-${obstacle}`)} ${then}`;
}

/** How far a training has come. @param {Session} session */
function progressOf({ training, progress }) {
  const fraction = progress?.fraction ?? 0;
  const epoch = whereItIs(progress);
  const rollBack = describeRollBack(progress?.roll_back);
  return html`
    ${bar(text("train-progress"), fraction)}
    <p class="run-line">
      <span><span>${epoch}</span> ${progress && help("term-epoch")}</span>
      <span>${progress && pace(progress, training)}</span>
    </p>
    <p class="note warn" aria-live="polite" ?hidden=${!rollBack}>${rollBack}</p>
    ${glossary(rollBack ? ["term-divergence"] : [])}
  `;
}

/** @param {import("../engine/types.js").Progress | null} progress */
function whereItIs(progress) {
  if (!progress) return text("train-getting-ready");
  if (progress.preparing) return text("train-preparing", { ...progress.preparing });
  const { epoch, epochs, fraction, done, fine_tuning: tunes } = progress;
  // A search that has found its minimum needs no further epochs.
  if (done && fraction === 1 && epoch < epochs) return text("train-epochs", { epoch });
  return text(tunes ? "train-fine-tuning-epoch" : "train-epoch", { epoch, epochs });
}

/** @param {import("../engine/types.js").Progress} progress @param {boolean} training */
function pace({ remaining_seconds, pictures_per_second }, training) {
  const speed = text("train-speed", { speed: whole(pictures_per_second) });
  return training ? text("train-rest", { left: timeLeft(remaining_seconds), speed }) : speed;
}

/** @param {number | null} seconds  null or infinite: not known yet */
function timeLeft(seconds) {
  if (seconds === null || !Number.isFinite(seconds)) return text("train-left-unknown");
  return text("train-left", { time: describeTime(seconds) });
}

/** @param {number} seconds */
export function describeTime(seconds) {
  return seconds < 90
    ? text("train-seconds", { seconds: Math.ceil(seconds) })
    : text("train-minutes", { minutes: Math.round(seconds / 60) });
}

/** @param {TrainerNews} news */
function describeNews(news) {
  if (news.kind === "slept") return text("train-slept", { time: describeTime(news.seconds) });
  if (news.kind === "helper_lost")
    return text(news.last ? "train-fewer-helpers" : "train-helper-replaced");
  return text(news.from_weights ? "train-restarted-from-weights" : "train-restarted");
}

/** @param {Error & { details?: any }} error */
function describeError(error) {
  if (error.name === "GaveUp") {
    const { started, deaths } = /** @type {import("../workers/supervisor.js").GaveUp} */ (error);
    return started ? text("train-gave-up", { deaths }) : text("train-never-started");
  }
  if (!error.details?.suggested) return error.message;
  const { epoch, learning_rate: rate, halvings: times, suggested } = error.details;
  return text("train-diverged", { epoch, rate, times, suggested });
}
