// @ts-check
import { detailsOf } from "./format-error.js";

/**
 * What is wrong with a file, or with what was to become one, as a sentence takes it: kind, place, and whatever else there is to say.
 * given, expected and why are in the words of the crate, in English. "" stands for what this error has nothing of.
 * @typedef {Record<"kind" | "place" | "given" | "expected" | "why" | "operator" | "format", string>} Facts
 */

/** @param {unknown} error @returns {Facts | null} null: it is about something else */
export function factsOf(error) {
  const details = detailsOf(error);
  if (!details) return null;
  const none = { given: "", expected: "", why: "", operator: "", format: "" };
  return { ...none, ...details };
}
