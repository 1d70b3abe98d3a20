// @ts-check
import { text } from "../text/index.js";

/** What was trained, in words. @param {{ method: string, own: boolean }} training  own: with a network of the person's own */
export function methodName({ method, own }) {
  const name = text(`method-${method}`);
  return own ? text("method-own", { method: name }) : name;
}
