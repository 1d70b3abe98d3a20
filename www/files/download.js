// @ts-check
/** How a file leaves the page. */

import { text } from "../text/index.js";
import { h } from "../view/dom.js";

/** What file systems do not take, or read as something else, and marks that nobody sees. */
const NOT_IN_NAMES = /[\\/:*?"<>|\p{Cc}\p{Cf}]+/gu;

/** As a file may be called. @param {string} name  of a project */
export function titleOf(name) {
  return name.replaceAll(NOT_IN_NAMES, " ").trim() || text("project-free-name", { number: 1 });
}

/** @param {File} file */
export function download(file) {
  const href = URL.createObjectURL(file);
  h("a", { href, download: file.name }).click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
