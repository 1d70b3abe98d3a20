// @ts-check
/** The first that runs in the page that a network is exported as: unpacks its style and its script. */

import { unpacked } from "./unpack.js";

/** What files/offline-page.js packs. @typedef {{ style: string, script: string, inlined: import("./sentences.js").Inlined }} Packed */

/** Says in the person's language what is wrong. @param {string} which  of the sentences that are in the page as they are */
function apologise(which) {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(which)]);
  const spoken = all.find((element) => navigator.language.startsWith(element.lang));
  (spoken ?? all[0]).hidden = false;
}

/** Adds an element with this text. @param {string} tag @param {string} text @param {object} properties */
function add(tag, text, properties = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  element.textContent = text;
  document.body.append(element);
}

async function begin() {
  const response = await unpacked("page");
  const { style, script, inlined } = /** @type {Packed} */ (await response.json());
  add("style", style);
  for (const styled of document.querySelectorAll("main")) styled.hidden = false;
  add("script", JSON.stringify(inlined), { id: "inlined", type: "application/json" });
  add("script", script, { type: "module" });
}

if (typeof DecompressionStream === "undefined") {
  apologise("[data-old]");
} else {
  try {
    await begin();
  } catch {
    apologise("[data-damaged]"); // the file was cut short, or changed, on its way
  }
}
