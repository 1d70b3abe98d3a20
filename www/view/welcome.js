// @ts-check
import { counted } from "./dom.js";

/** @param {number} pictures @param {boolean} network  that an earlier visit left @returns {string} "" when it left nothing */
export function welcomeBack(pictures, network) {
  if (pictures === 0)
    return network
      ? "Welcome back. The network that you trained is still here; its pictures are not."
      : "";
  const those = `${counted(pictures)} of your last visit ${pictures === 1 ? "is" : "are"} here`;
  return `Welcome back. ${those}${network ? ", and so is the trained network" : ""}.`;
}
