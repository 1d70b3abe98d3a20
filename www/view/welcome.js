// @ts-check
import { text } from "../text/index.js";

/** @param {number} pictures @param {boolean} network  that an earlier visit left @returns {string} "" when it left nothing */
export function welcomeBack(pictures, network) {
  if (pictures === 0) return network ? text("welcome-network") : "";
  return text(network ? "welcome-pictures-network" : "welcome-pictures", { count: pictures });
}
