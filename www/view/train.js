// @ts-check
import { verdict } from "../training/verdict.js";
import { counted, byId, onPress, perFrame, say } from "./dom.js";
import { describeResult, describeRollBack } from "./result.js";

/**
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../data/dataset.js").Dataset} Dataset
 */

/** Step 3: the Train button and what it says, progress and result. */
export class TrainPanel {
  #session;
  #dataset;
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
   * @param {{ session: Session, dataset: Dataset, settings: import("./settings-form.js").SettingsForm,
   *   news: import("./news.js").News, unsupported: string }} parts  unsupported: why this browser cannot train; "" when it can
   */
  constructor({ session, dataset, settings, news, unsupported }) {
    this.#session = session;
    this.#dataset = dataset;
    this.#settings = settings;
    this.#unsupported = unsupported;
    this.#news = news;
    onPress(this.#button, () =>
      session.training ? session.stop() : void session.train(settings.choice),
    );
    const render = perFrame(() => this.#render());
    dataset.addEventListener("change", render);
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
      news.say(/** @type {CustomEvent} */ (event).detail),
    );
    if (unsupported) say(this.#alert, unsupported);
    this.#render();
  }

  #render() {
    const { training, stopping, error, result } = this.#session;
    const { ready, reason = "", warning = "" } = this.#dataset.readiness();
    const why = this.#unsupported
      ? "Training does not work in this browser."
      : this.#settings.problem || (ready ? "" : reason);
    this.#button.textContent = training ? "Stop" : "Train";
    this.#button.classList.toggle("primary", !training);
    this.#button.disabled = !training && why !== "";
    // Not disabled: whoever pressed it with the keyboard would lose the focus.
    this.#button.setAttribute("aria-disabled", String(stopping && training));
    this.#settings.locked = training;
    this.#reason.textContent = training
      ? stopping
        ? "Stopping …"
        : "You can go on collecting meanwhile."
      : why || this.#summary();
    say(this.#warning, warning);
    if (training) say(this.#alert, "");
    this.#run.toggleAttribute("data-used", training || result !== null || error !== null);
    this.#run.toggleAttribute("data-running", training);
    const described = result ? describeResult(result) : { result: "", note: "" };
    this.#result.textContent = described.result;
    say(this.#note, described.note);
    this.#renderProgress();
  }

  /** Speaks when the training begins, is to stop or ends, not at every "change". */
  #tell() {
    const { training, stopping, error, result } = this.#session;
    const state = !training ? "idle" : stopping ? "stopping" : "training";
    if (!training) say(this.#alert, error?.message ?? this.#unsupported);
    if (state === this.#told) return;
    this.#told = state;
    if (error) this.#alert.scrollIntoView({ block: "nearest" });
    const end = error
      ? "Training ended with a problem."
      : result?.reason === "stopped"
        ? "Training was stopped."
        : result && verdict(result) === "nothing"
          ? "Training ended without success: step 3 says what to try."
          : "Training is finished.";
    this.#news.say({ training: "Training has begun.", stopping: "Stopping …", idle: end }[state]);
  }

  #summary() {
    const filled = this.#dataset.classes.filter(({ pictures }) => pictures.length > 0);
    const pictures = filled.reduce((sum, one) => sum + one.pictures.length, 0);
    return `Ready: ${counted(pictures)} in ${filled.length} classes.`;
  }

  #renderProgress() {
    const { training, progress } = this.#session;
    say(this.#rollBack, describeRollBack(progress?.rollBack));
    const share = progress?.fraction ?? 0;
    this.#bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    this.#bar.style.setProperty("--share", String(share));
    if (!progress) {
      this.#epoch.textContent = training ? "Getting ready …" : "";
      this.#rest.textContent = "";
      return;
    }
    const { epoch, epochs, remainingSeconds, picturesPerSecond } = progress;
    this.#epoch.textContent = `Epoch ${epoch} of ${epochs}`;
    const speed = `${Math.round(picturesPerSecond).toLocaleString("en")} pictures/s`;
    this.#rest.textContent = training ? `${timeLeft(remainingSeconds)} · ${speed}` : speed;
  }
}

/** @param {number} seconds */
function timeLeft(seconds) {
  if (!Number.isFinite(seconds)) return "…";
  if (seconds < 90) return `${Math.ceil(seconds)} s left`;
  return `${Math.round(seconds / 60)} min left`;
}
