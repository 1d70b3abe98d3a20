// @ts-check
import { text } from "../text/index.js";
import { listOf } from "./readiness.js";

/** @typedef {import("../engine/types.js").Report} Report */
/** @typedef {import("../engine/types.js").TrainingResult} TrainingResult */

/** An accuracy from which on a network knows the pictures that it was trained on. */
const KNOWN = 0.9;

/**
 * What came of a training, and what that is worth, in words. line: in one that a pupil understands; result: with the figures
 * @param {Pick<TrainingResult, "report" | "network">} result @param {ReadonlyArray<string>} classes  names
 * @param {boolean} [cut]  whether the stem was still being fine-tuned when it ended
 * @returns {{ line: string, result: string, note: string, terms?: string[] }} terms: ids of the words in it that a pupil may not know
 */
export function describeResult({ report, network }, classes, cut = false) {
  if (!network) return alone(text("result-nothing"));
  if (!report) return alone(text("result-cut-off"));
  const { training, validation, check, verdict } = report;
  const end = cut ? text("result-fine-tuning-stopped") : describeEnd(report);
  const score = validation ?? training;
  if (!score) return alone(`${end} ${text("result-little")}`);
  const { accuracy } = score;
  const { baseline, pictures: count } = check;
  const correct = Math.round(accuracy * count);
  const figures = validation
    ? text("result-validation", { correct, count, accuracy, baseline })
    : text("result-own", { accuracy, baseline });
  if (verdict === "nothing") {
    const advice = whatToTry(report);
    return {
      line: `${text("result-line-nothing")} ${advice}`,
      result: `${end} ${text("result-no-success")} ${figures}`,
      note: advice,
    };
  }
  const luck = verdict === "unproven" && validation ? text("result-luck") : "";
  const weights = best(report);
  const confidence = luck ? "" : calibration(report);
  const terms = [
    ...(weights || report.reason === "early" ? ["term-weights"] : []),
    ...(confidence ? ["term-calibration"] : []),
  ];
  const stem = fineTuning(report);
  const note = [stem, luck, worth(check, classes), weights, confidence].filter(Boolean).join(" ");
  return { line: lineOf(report, score), result: `${end} ${figures}`, note, terms };
}

/** The same of the last training; null while one runs. @param {import("../session.js").Session} session */
export function toldOf(session) {
  const { result, training, course } = session;
  if (!result || training) return null;
  const names = course?.classes.map(({ name }) => name) ?? [];
  return describeResult(result, names, wasCut(session));
}

/** Whether the last training ended while the stem was being fine-tuned. @param {import("../session.js").Session} session */
export function wasCut({ progress, result }) {
  return (progress?.fine_tuning ?? false) && !result?.report?.fine_tuned;
}

/** Where there is no more to say. @param {string} line */
function alone(line) {
  return { line, result: line, note: "" };
}

/** How many of the pictures that it did not learn from are right. @param {Report} report @param {import("../engine/types.js").Score} score */
function lineOf({ validation, check: { kind, pictures: count } }, { accuracy }) {
  if (!validation) return text("result-line-own", { accuracy });
  const correct = Math.round(accuracy * count);
  const values = { correct, count };
  return kind === "recordings" ? text("result-line-new", values) : text("result-line-kept", values);
}

/** @param {Report} report */
function describeEnd({ reason, epochs, best_epoch, verdict }) {
  if (reason === "stopped")
    return epochs > 0 ? text("result-stopped", { epochs }) : text("result-stopped-first");
  if (reason === "early") return text("result-early", { epochs, best: best_epoch ?? epochs });
  return verdict === "nothing" ? text("result-ended") : text("result-finished");
}

/** Beside the curves, which end with the last epoch, the result would otherwise look wrong. @param {Report} report */
function best({ reason, best_epoch, epochs }) {
  return reason !== "early" && best_epoch !== null && best_epoch < epochs
    ? text("result-best", { epoch: best_epoch })
    : "";
}

/** What became of the stem. @param {Report} report */
function fineTuning({ fine_tuned: tuned, check: { pictures: count } }) {
  if (!tuned) return "";
  if (!tuned.kept) return text("result-fine-tuning-dropped");
  const [before, after] = [tuned.before, tuned.after].map(({ accuracy }) =>
    Math.round(accuracy * count),
  );
  return before === after
    ? text("result-fine-tuning-loss")
    : text("result-fine-tuning-kept", { before, after });
}

/** @param {Report} report */
function calibration({ calibration_error: error }) {
  return error === null ? "" : text("result-calibration", { error });
}

/** @param {Report["check"]} check @param {ReadonlyArray<string>} classes */
function worth({ kind, untested }, classes) {
  if (kind === "none") return text("result-no-test");
  const names = listOf(untested.map((label) => classes[label]));
  const gap = untested.length > 0 ? text("result-untested", { names, count: untested.length }) : "";
  const test = kind === "recordings" ? text("result-honest") : text("result-easy");
  return [test, gap].filter(Boolean).join(" ");
}

/** What to try after a training that came to nothing. @param {Report} report */
function whatToTry({ training, advice: { rate, suggested } }) {
  if (training && training.accuracy >= KNOWN) return text("result-by-heart");
  if (rate === "usual") return text("result-try-more");
  return rate === "large"
    ? text("result-try-smaller", { rate: suggested })
    : text("result-try-larger", { rate: suggested });
}

/** @param {import("../engine/types.js").RollBack | null | undefined} rollBack @returns {string} "" when the loss never diverged */
export function describeRollBack(rollBack) {
  if (!rollBack) return "";
  const { epoch, to, learning_rate: rate, times } = rollBack;
  const back =
    to === 0 ? text("roll-back-anew", { epoch, rate }) : text("roll-back", { epoch, to, rate });
  return times > 1 ? `${back} ${text("roll-back-again", { times })}` : back;
}
