// @ts-check
import { text, whole } from "../text/index.js";
import { byId, onPress, perFrame, say } from "./dom.js";
import { describeObstacle, describeReady, describeWarnings } from "./readiness.js";
import { describeResult, describeRollBack } from "./result.js";

/**
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../workers/trainer.js").News} TrainerNews
 */

/** Step 3: the Train button and what it says, progress and result. */
export class TrainPanel {
  #session;
  #settings;
  #unsupported;
  #news;
  #button = byId("train-button", HTMLButtonElement);
  #reason = byId("train-reason", HTMLElement);
  #warning = byId("train-warning", HTMLElement);
  #alert = byId("train-alert", HTMLElement);
  #run = byId("run", HTMLElement);
  #bar = byId("progress", HTMLElement);
  #epoch = byId("run-epoch", HTMLElement);
  #rest = byId("run-rest", HTMLElement);
  #rollBack = byId("roll-back", HTMLElement);
  #result = byId("result", HTMLElement);
  #note = byId("result-note", HTMLElement);
  /** @type {"idle" | "training" | "stopping"} what the news line was told last */
  #told = "idle";

  /**
   * @param {{ session: Session, settings: import("./settings-form.js").SettingsForm, news: import("./news.js").News,
   *   unsupported: string }} parts  unsupported: why this browser cannot train; "" when it can
   */
  constructor({ session, settings, news, unsupported }) {
    this.#session = session;
    this.#settings = settings;
    this.#unsupported = unsupported;
    this.#news = news;
    onPress(this.#button, () => (session.training ? session.stop() : void session.train()));
    const render = perFrame(() => this.#render());
    session.addEventListener("plan", render);
    settings.addEventListener("change", render);
    session.addEventListener(
      "progress",
      perFrame(() => this.#renderProgress()),
    );
    session.addEventListener("change", () => {
      this.#render();
      this.#tell();
    });
    session.addEventListener("news", (event) =>
      news.say(describeNews(/** @type {CustomEvent} */ (event).detail)),
    );
    if (unsupported) say(this.#alert, unsupported);
    this.#render();
  }

  #render() {
    const { training, stopping, error, result, plan, planError, course } = this.#session;
    const why = this.#obstacle();
    this.#button.textContent = training ? text("train-stop") : text("train");
    this.#button.classList.toggle("primary", !training);
    this.#button.disabled = !training && why !== "";
    // Not disabled: whoever pressed it with the keyboard would lose the focus.
    this.#button.setAttribute("aria-disabled", String(stopping && training));
    this.#settings.locked = training;
    this.#reason.textContent = training
      ? text(stopping ? "train-stopping" : "train-running")
      : why || (plan ? describeReady(plan) : planError ? describeError(planError) : "");
    say(this.#warning, plan ? describeWarnings(plan) : "");
    if (training) say(this.#alert, "");
    this.#run.toggleAttribute("data-used", training || result !== null || error !== null);
    this.#run.toggleAttribute("data-running", training);
    const names = course?.classes.map(({ name }) => name) ?? [];
    const described = result ? describeResult(result, names) : { result: "", note: "" };
    this.#result.textContent = described.result;
    say(this.#note, described.note);
    this.#renderProgress();
  }

  /** @returns {string} why nothing can be trained; "" when it can, or when only trying will tell */
  #obstacle() {
    const { plan, planError } = this.#session;
    if (this.#unsupported) return text("train-unsupported");
    if (this.#settings.problem) return this.#settings.problem;
    if (plan) return describeObstacle(plan);
    return planError ? "" : text("train-getting-ready");
  }

  /** Speaks when the training begins, is to stop or ends, not at every "change". */
  #tell() {
    const { training, stopping, error } = this.#session;
    const state = !training ? "idle" : stopping ? "stopping" : "training";
    if (!training) say(this.#alert, error ? this.#describeFailure(error) : this.#unsupported);
    if (state === this.#told) return;
    this.#told = state;
    if (error) this.#alert.scrollIntoView({ block: "nearest" });
    if (state === "idle") this.#news.say(this.#end());
    else this.#news.say(text(stopping ? "train-stopping" : "train-has-begun"));
  }

  /** @param {Error} error */
  #describeFailure(error) {
    const { course, network } = this.#session;
    const kept = error.name === "DivergedError" && course && network;
    return kept ? `${describeError(error)} ${text("train-diverged-kept")}` : describeError(error);
  }

  #end() {
    const { error, result } = this.#session;
    if (error) return text("train-with-problem");
    const { report = null } = result ?? {};
    if (!report || report.reason === "stopped") return text("train-was-stopped");
    const failed = report.verdict === "nothing";
    return text(failed ? "train-without-success" : "train-is-finished");
  }

  #renderProgress() {
    const { training, progress } = this.#session;
    say(this.#rollBack, describeRollBack(progress?.roll_back));
    const fraction = progress?.fraction ?? 0;
    this.#bar.setAttribute("aria-valuenow", String(Math.round(fraction * 100)));
    this.#bar.style.setProperty("--share", String(fraction));
    if (!progress) {
      this.#epoch.textContent = training ? text("train-getting-ready") : "";
      this.#rest.textContent = "";
      return;
    }
    const { epoch, epochs, remaining_seconds, pictures_per_second } = progress;
    this.#epoch.textContent = text("train-epoch", { epoch, epochs });
    const speed = text("train-speed", { speed: whole(pictures_per_second) });
    this.#rest.textContent = training
      ? text("train-rest", { left: timeLeft(remaining_seconds), speed })
      : speed;
  }
}

/** @param {number | null} seconds  null or infinite: not known yet */
function timeLeft(seconds) {
  if (seconds === null || !Number.isFinite(seconds)) return text("train-left-unknown");
  if (seconds < 90) return text("train-left-seconds", { seconds: Math.ceil(seconds) });
  return text("train-left-minutes", { minutes: Math.round(seconds / 60) });
}

/** @param {TrainerNews} news */
function describeNews(news) {
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
