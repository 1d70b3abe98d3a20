// @ts-check
/** What the engine says of the next training, in sentences for the person beside the Train button. */

import { language, text } from "../text/index.js";

/** @typedef {import("../session.js").NamedPlan} NamedPlan */

const list = new Intl.ListFormat(language, { type: "conjunction" });

/** @param {NamedPlan} plan @param {boolean} [someOff]  whether there are classes that are switched off @returns {string} why nothing can be trained yet; "" when it can */
export function describeObstacle({ obstacle, classes }, someOff = false) {
  // Without its stem it can: the training waits for it.
  if (!obstacle || obstacle.kind === "stem_missing") return "";
  if (obstacle.kind === "one_class") return text(someOff ? "plan-one-class-on" : "plan-one-class");
  const empty = classes.find(({ pictures }) => pictures.length === 0);
  return obstacle.filled === 0 || !empty
    ? text("plan-no-pictures")
    : text("plan-one-more", { name: empty.name });
}

/** @param {NamedPlan} plan @returns {string} what there is to train on */
export function describeReady({ classes }) {
  const filled = classes.filter(({ pictures }) => pictures.length > 0);
  const pictures = filled.reduce((sum, one) => sum + one.pictures.length, 0);
  return text("plan-ready", { pictures, classes: filled.length });
}

/** @param {NamedPlan} plan @returns {string[]} train by all means, but …; a sentence each */
export function describeWarnings({ ready, warnings, classes }) {
  if (!ready) return [];
  const nameOf = (/** @type {number} */ label) => classes[label].name;
  const duplicates = warnings.filter(({ kind }) => kind === "duplicate").length;
  let told = false;
  return warnings.flatMap((warning) => {
    switch (warning.kind) {
      case "duplicate": {
        if (told) return []; // one of many is enough
        told = true;
        const [[label, otherLabel], [place, otherPlace]] = [warning.classes, warning.places];
        const which = {
          ...{ name: nameOf(label), place, otherName: nameOf(otherLabel), otherPlace },
        };
        return duplicates === 1
          ? text("plan-duplicate", which)
          : text("plan-duplicates", { ...which, more: duplicates - 1 });
      }
      case "uniform": {
        const { places } = warning;
        const name = nameOf(warning.class);
        return text("plan-uniform", { name, count: places.length, place: places[0] });
      }
      case "copies": {
        const { places } = warning;
        const name = nameOf(warning.class);
        return text("plan-copies", { name, count: places.length, place: places[0] });
      }
      case "unequal": {
        const { most, least, ratio } = warning;
        return text("plan-unequal", { most: nameOf(most), least: nameOf(least), ratio });
      }
      case "single_picture":
        return text("plan-single", {
          names: listOf(warning.classes.map(nameOf)),
          count: warning.classes.length,
        });
      case "empty_class":
        return text("plan-empty", { name: nameOf(warning.class) });
    }
  });
}

/** @param {string[]} names @returns {string} “Face” and “Cup” */
export function listOf(names) {
  return list.format(names.map((name) => text("quoted-name", { name })));
}
