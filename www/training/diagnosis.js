// @ts-check
/** What the history of losses says about learning, and what may help: a sentence each. */

import { twoDigits } from "../text/figures.js";
import { judgeRate, rateAdvice, smallerRate } from "./rates.js";
import { FEWEST_HELD_BACK } from "./split.js";

/** @typedef {import("../session.js").Point} Point */
/** @typedef {import("../engine/types.js").Check} Check */
/** @typedef {import("../engine/types.js").NetworkSpec["optimizer"]} Optimizer */
/** @typedef {import("../engine/types.js").Score} Score */

/** A share of right answers from which on a network knows the pictures it was asked about. */
const KNOWN = 0.9;
/**
 * A network that guesses loses ln 2 or so; what loses half as much again as in the first epoch, in which it still guessed, is
 * surer and surer of what is wrong. Two epochs in a row: a single one may have had a bad step.
 */
const GROWN = 1.5;
/** Epochs through whose losses a line is laid, to see whether it falls. */
const PLATEAU = 10;
/**
 * It counts as flat when it surely falls by less than this part of the loss in those epochs: as far as two standard errors
 * reach. Losses that waver more than that prove nothing.
 */
const PROGRESS = 0.1;
/** Held-back losses waver, so they are looked at in means of three epochs. */
const SMOOTH = 3;
/**
 * How much the held-back loss must have grown since it was least, as a factor and in nats: from 0.01 to 0.03 is nothing to
 * speak of, and a twentieth of a large loss is noise.
 */
const WORSE = 1.3;
const WORSE_BY = 0.1;
/** And for how long: ten epochs, and a third of all. Sooner it may be a wave. */
const WORSE_FOR = 10;
const WORSE_PART = 1 / 3;

/**
 * @param {object} history
 * @param {ReadonlyArray<Point>} history.points  of the curves
 * @param {Check} [history.check]
 * @param {Optimizer} history.optimizer  with the learning rate that is in force
 * @returns {string[]} at most one sentence: of several the gravest
 */
export function diagnose({ points, check, optimizer }) {
  const epochs = points.filter(({ epoch }) => Number.isInteger(epoch)); // the others are still running
  const found =
    divergence(epochs, optimizer) || overFitting(epochs, check) || plateau(epochs, optimizer);
  return found ? [found] : [];
}

/** @param {Point[]} epochs @param {Optimizer} optimizer */
function divergence(epochs, optimizer) {
  const [first, ...rest] = epochs.map(({ training }) => training.loss);
  const last = rest.slice(-2);
  if (last.length < 2 || last.some((loss) => loss < GROWN * first)) return "";
  // Of a rate that is small already it is not the steps that are wrong.
  const cure =
    judgeRate(optimizer) === "small"
      ? "Look whether every picture is in the right class."
      : `Set a smaller learning rate, for example ${smallerRate(optimizer)}.`;
  return `The loss grows instead of falling: ${twoDigits(first)} in the first epoch, ${twoDigits(last[1])} now. ${cure}`;
}

/** @param {Point[]} epochs @param {Optimizer} optimizer */
function plateau(epochs, optimizer) {
  if (epochs.length < PLATEAU) return "";
  const last = epochs.slice(-PLATEAU);
  const losses = last.map(({ training }) => training.loss);
  const { slope, error } = line(losses);
  const held = epochs.map(({ validation }) => validation?.loss ?? Infinity);
  // What is held back may be answered better all the same: dropout and variation hide it in the training loss.
  const better = Math.min(...held.slice(-PLATEAU / 2)) < Math.min(...held.slice(0, -PLATEAU / 2));
  const known =
    mean(last.map(({ training, validation }) => (validation ?? training).accuracy)) >= KNOWN;
  if (known || better || (slope - 2 * error) * PLATEAU < -PROGRESS * mean(losses)) return "";
  const cure =
    rateAdvice(optimizer) ||
    "Look whether the classes really differ in their pictures, or try a larger network";
  return `The loss has hardly fallen for ${PLATEAU} epochs. ${cure}.`;
}

/** Least squares through values at 0, 1, 2, …: the slope and its standard error. @param {number[]} values */
function line(values) {
  const [middle, average] = [(values.length - 1) / 2, mean(values)];
  const spread = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope =
    values.reduce((sum, value, i) => sum + (i - middle) * (value - average), 0) / spread;
  const rest = values.reduce(
    (sum, value, i) => sum + (value - average - slope * (i - middle)) ** 2,
    0,
  );
  return { slope, error: Math.sqrt(rest / (values.length - 2) / spread) };
}

/** @param {Point[]} epochs @param {Check} [check] */
function overFitting(epochs, check) {
  if (!check || check.kind === "none" || check.pictures < FEWEST_HELD_BACK) return "";
  /** @type {{ epoch: number, held: number, own: number, accuracy: number }[]} */
  const means = [];
  for (let end = SMOOTH; end <= epochs.length; end++) {
    const some = epochs.slice(end - SMOOTH, end);
    const held = some.flatMap(({ validation }) => validation ?? []);
    means.push({
      ...{
        epoch: some[1].epoch,
        held: mean(held.map(({ loss }) => loss)),
        accuracy: mean(held.map(({ accuracy }) => accuracy)),
      },
      own: mean(some.map(({ training }) => training.loss)),
    });
  }
  if (means.length <= SMOOTH) return "";
  const now = means[means.length - 1];
  const best = means.reduce((least, one) => (one.held < least.held ? one : least));
  const worse =
    now.held >= best.held * WORSE && now.held >= best.held + WORSE_BY && now.accuracy < KNOWN;
  const since = now.epoch - best.epoch;
  if (!worse || since < WORSE_FOR || since < WORSE_PART * now.epoch || now.own >= best.own)
    return "";
  return (
    `Since epoch ${best.epoch} it learns its own pictures by heart and answers those held back worse (over-fitting). ` +
    "Record each class a few times more, in different places and light."
  );
}

/**
 * What to try after a training that came to nothing.
 * @param {Score | null} training @param {Optimizer} optimizer
 */
export function whatToTry(training, optimizer) {
  if (training && training.accuracy >= KNOWN) {
    return "It knows its own pictures but no others: record each class a few times more, in different places and light.";
  }
  return `${rateAdvice(optimizer) || "Try more epochs"}, and look whether the classes really differ in their pictures.`;
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
