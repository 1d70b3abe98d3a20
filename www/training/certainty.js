// @ts-check
/**
 * How sure the network is: its scores made to mean what they say, measured, and turned into an answer or into "not sure".
 *
 * Guo et al., On Calibration of Modern Neural Networks (2017): one temperature T for all classes, softmax(z / T), fitted on
 * held-back pictures. It changes no answer, only how sure it sounds. From probabilities p it is p^(1/T), made to sum to 1.
 */

/** @typedef {import("../engine/types.js").Certainty} Certainty */
/** @typedef {ArrayLike<number>} Scores  of one picture: one per class, 0…1 */

/** Between these the temperature is looked for. A network that is far too modest is not believed to be that on a few pictures. */
const COLDEST = 0.25;
const HOTTEST = 100;
/**
 * The most that held-back pictures can prove: there are few of them, and the next ones are others. With 0.98 a network that
 * is right nearly always was off by 0.05 to 0.08 on another day's video, and by 0.02 to 0.04 with this.
 */
const CERTAIN = 0.995;
/** Halvings of the interval, nearly: ln(400) · 0.618^40 is 3e-8. */
const SEARCH_STEPS = 40;
/** ln of less counts as ln of this: single precision rounds small probabilities to zero. */
const LEAST = 1e-30;
const BINS = 15;

/** @param {Scores} scores @param {number} temperature @returns {Float32Array} the same order, less sure above 1, surer below */
export function soften(scores, temperature) {
  if (temperature === 1) return Float32Array.from(scores);
  const logs = Array.from(scores, (score) => Math.log(Math.max(score, LEAST)) / temperature);
  const greatest = Math.max(...logs);
  const powers = logs.map((value) => Math.exp(value - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return Float32Array.from(powers, (power) => power / sum);
}

/**
 * The temperature with the least mean negative log-likelihood. Pictures that are all answered right would be most
 * likely at T → 0, certain of everything; so the right class counts as 0.995, and the others share the rest.
 * @param {Scores[]} rows @param {number[]} labels
 */
export function fitTemperature(rows, labels) {
  if (rows.length === 0) return 1;
  // Convex in 1/T, so there is one valley in ln T: golden section.
  const golden = (Math.sqrt(5) - 1) / 2;
  const cost = (/** @type {number} */ logT) => negativeLogLikelihood(rows, labels, Math.exp(logT));
  let [from, to] = [Math.log(COLDEST), Math.log(HOTTEST)];
  for (let step = 0; step < SEARCH_STEPS; step++) {
    const [left, right] = [to - golden * (to - from), from + golden * (to - from)];
    if (cost(left) <= cost(right)) to = right;
    else from = left;
  }
  return Math.exp((from + to) / 2);
}

/** @param {Scores[]} rows @param {number[]} labels @param {number} temperature */
function negativeLogLikelihood(rows, labels, temperature) {
  let sum = 0;
  rows.forEach((scores, i) => {
    // In logarithms throughout, so that nothing is rounded to a probability of zero.
    const logs = Array.from(scores, (score) => Math.log(Math.max(score, LEAST)) / temperature);
    const greatest = Math.max(...logs);
    const total =
      greatest + Math.log(logs.reduce((all, value) => all + Math.exp(value - greatest), 0));
    const wrong = (1 - CERTAIN) / (logs.length - 1);
    logs.forEach((value, c) => (sum += (c === labels[i] ? CERTAIN : wrong) * (total - value)));
  });
  return sum / rows.length;
}

/**
 * Expected calibration error: Σ over bins of confidence |share of pictures · (accuracy − mean confidence)|.
 * @param {Scores[]} rows @param {number[]} labels
 * @returns {number} 0…1; 0.03: what it calls 90 % is right for 87 or 93 % of pictures, about
 */
export function calibrationError(rows, labels) {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0 }));
  rows.forEach((scores, i) => {
    const best = winner(scores);
    const bin = bins[Math.min(BINS - 1, Math.floor(scores[best] * BINS))];
    bin.confidence += scores[best];
    bin.right += Number(best === labels[i]);
  });
  return (
    bins.reduce((sum, { confidence, right }) => sum + Math.abs(right - confidence), 0) /
    Math.max(1, rows.length)
  );
}

/**
 * What held-back pictures say about a trained network.
 * @param {Scores[]} rows @param {number[]} labels
 * @param {"cross_entropy" | "mse"} loss  the scores of squared error are no probabilities: they are measured, not changed
 * @returns {Certainty | null} null without pictures
 */
export function judge(rows, labels, loss) {
  if (rows.length === 0) return null;
  const temperature = loss === "cross_entropy" ? fitTemperature(rows, labels) : 1;
  return {
    temperature,
    calibrationError: calibrationError(
      rows.map((scores) => soften(scores, temperature)),
      labels,
    ),
  };
}

/**
 * The class that is answered, and whether its score reaches the threshold that it needs.
 * @param {Scores} scores @param {number[]} thresholds  one per class, 0…1
 * @returns {{ best: number, sure: boolean }}
 */
export function decide(scores, thresholds) {
  const wrong = thresholds.find((threshold) => !(threshold >= 0 && threshold <= 1));
  if (wrong !== undefined)
    throw new Error(`threshold: got ${wrong}; expected a number from 0 to 1`);
  if (thresholds.length !== scores.length)
    throw new Error(
      `thresholds: got ${thresholds.length}; expected one for each of ${scores.length} classes`,
    );
  const best = winner(scores);
  return { best, sure: scores[best] >= thresholds[best] };
}

/** @param {Scores} scores @returns {number} of equals the first */
function winner(scores) {
  return Array.from(scores).reduce((best, score, i) => (score > scores[best] ? i : best), 0);
}

/** Answers against flicker: each moves the mean of those before by 1 − e^(−time passed / time constant) towards it. */
export class Smoother {
  #timeConstant;
  /** @type {Float32Array | null} */
  #mean = null;
  #last = 0;

  /** @param {number} timeConstant  ms after which 63 % of a change is seen */
  constructor(timeConstant) {
    this.#timeConstant = timeConstant;
  }

  /** @param {Scores} scores @param {number} now  ms @returns {Float32Array} */
  add(scores, now) {
    const share =
      this.#mean?.length === scores.length
        ? 1 - Math.exp(-(now - this.#last) / this.#timeConstant)
        : 1;
    const before = share < 1 ? this.#mean : null;
    this.#mean = Float32Array.from(scores, (score, i) =>
      before ? before[i] + share * (score - before[i]) : score,
    );
    this.#last = now;
    return this.#mean;
  }

  /** What comes next has nothing to do with what came before. */
  reset() {
    this.#mean = null;
  }
}
