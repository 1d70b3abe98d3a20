// @ts-check
import { whatToTry } from "../training/diagnosis.js";
import { twoDigits } from "../text/figures.js";
import { inForce } from "../training/rates.js";
import { verdict } from "../training/verdict.js";
import { counted, percent } from "./dom.js";

/** @typedef {import("../engine/types.js").TrainingResult} TrainingResult */

/**
 * What came of a training, and what that is worth, in words.
 * @param {TrainingResult} result
 * @returns {{ result: string, note: string }}
 */
export function describeResult({
  reason,
  epochs,
  bestEpoch,
  spec,
  weights,
  training,
  validation,
  check,
  certainty,
  rollBack,
}) {
  if (!weights) return { result: "Stopped before it had learned anything.", note: "" };
  const found = verdict({ training, validation, check });
  const end =
    reason === "stopped"
      ? epochs > 0
        ? `Stopped after ${counted(epochs, "epoch")}.`
        : "Stopped in the first epoch."
      : reason === "early"
        ? `Stopped early, after epoch ${epochs}: the pictures held back were not answered better since epoch ${bestEpoch}, whose weights answer now.`
        : found === "nothing"
          ? "Training has ended."
          : "Training is finished.";
  const score = validation ?? training;
  if (!score) return { result: `${end} It has learned a little.`, note: "" };
  const of = validation
    ? `the ${counted(check.pictures)} held back from training`
    : "its own pictures";
  const right = `right for ${percent(score.accuracy)} of ${of}; always giving the same answer would be right for ${percent(check.baseline)}.`;
  if (found === "nothing") {
    return {
      result: `${end} It has learned nothing to speak of: it is ${right}`,
      note: whatToTry(training, inForce(spec.optimizer, rollBack)),
    };
  }
  const luck =
    found === "unproven" && validation
      ? "So few pictures can be right by luck: record more, so that more can be held back."
      : "";
  // Beside the curves, which end with the last epoch, the result would otherwise look wrong.
  const best =
    reason !== "early" && bestEpoch !== null && bestEpoch < epochs
      ? `It answers as after epoch ${bestEpoch}, when it did best.`
      : "";
  const note = luck ? [luck, worth(check), best] : [worth(check), best, calibration(certainty)];
  return { result: `${end} It is ${right}`, note: note.filter(Boolean).join(" ") };
}

/** @param {import("../engine/types.js").RollBack | null | undefined} rollBack @returns {string} "" when the loss never flew off */
export function describeRollBack(rollBack) {
  if (!rollBack) return "";
  const { epoch, to, learningRate, times } = rollBack;
  const back = to === 0 ? "began anew" : `went back to the weights of epoch ${to}`;
  const again = times > 1 ? ` It was the ${ordinal(times)} time.` : "";
  return `The loss flew off in epoch ${epoch}: ${back} and halved the learning rate to ${twoDigits(learningRate)}.${again}`;
}

/** @param {number} count */
function ordinal(count) {
  return `${count}${["th", "st", "nd", "rd"][count] ?? "th"}`;
}

/** @param {TrainingResult["certainty"]} certainty */
function calibration(certainty) {
  return certainty
    ? `How sure it says it is and how often it is right differ by ${percent(certainty.calibrationError)} on average (expected calibration error).`
    : "";
}

/** @param {TrainingResult["check"]} check */
function worth({ kind, untested }) {
  if (kind === "none")
    return "There were too few pictures to hold some back as a test: record more to learn how good it is.";
  const names = untested.map((name) => `“${name}”`).join(", ");
  const gap = names && ` Of ${names} there was only a single picture, which is not tested.`;
  return kind === "recordings"
    ? `An honest test: those pictures are from recordings that it has never seen.${gap}`
    : `An easy test: those pictures are from the same recordings that it has learned from. Three or more recordings of each class make an honest one.${gap}`;
}
