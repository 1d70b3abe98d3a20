// @ts-check
/** What came of the last training, as it is kept with its network: a person who comes back finds the results as they were. */

/**
 * @typedef {import("../trainings.js").Run} Run
 * @typedef {import("./latest-training.js").LatestTraining} LatestTraining
 * @typedef {import("./planning.js").NamedPlan} NamedPlan
 *
 * course: without pictures; runs: those that it can be compared with, and pictures, which they learned from.
 * @typedef {{ report: import("../engine/types.js").Report, points: import("../points.js").Point[],
 *   course: Omit<NamedPlan, "classes" | "suspects"> & { suspects?: undefined, classes: { id: string, name: string }[] },
 *   findings: import("../findings.js").Findings, progress: import("../engine/types.js").Progress | null,
 *   runs: ReadonlyArray<Run>, pictures: string }} Outcome
 */

/** @param {LatestTraining} latest @param {import("../trainings.js").Trainings} trainings @returns {Outcome | null} null: there is none, or not yet */
export function outcomeOf({ running, result, course, findings, points, progress }, trainings) {
  if (running || !result?.report || !course || !findings) return null;
  return {
    ...{ report: result.report, findings, points: [...points] },
    progress: progress && { ...progress, events: [] },
    course: {
      ...{ ...course, suspects: undefined }, // about pictures before the training
      classes: course.classes.map(({ id, name }) => ({ id, name })),
    },
    ...{ runs: trainings.runs, pictures: trainings.pictures },
  };
}

/**
 * What the training with this network was.
 * @param {Outcome} outcome @param {import("../engine/types.js").TrainedNetwork} network
 * @returns {Pick<LatestTraining, "result" | "course" | "findings" | "points" | "progress">}
 */
export function trainingOf({ report, points, course, findings, progress }, network) {
  const classes = course.classes.map((one) => ({ ...one, pictures: [] }));
  return {
    ...{ points, findings, progress },
    course: { ...course, classes, suspects: new Set() },
    result: { report, network, snapshots: [] },
  };
}

/** Whether it is of the form that this version of the page keeps. @param {any} outcome @returns {outcome is Outcome} */
export function isOutcome(outcome) {
  const { report, points, course, findings, runs, pictures } = outcome ?? {};
  return (
    Boolean(report?.check && course?.check && course?.spec) &&
    [points, course?.classes, findings?.classes, runs].every(Array.isArray) &&
    [findings?.checked, findings?.suspects, findings?.hardest].every(Array.isArray) &&
    typeof pictures === "string"
  );
}
