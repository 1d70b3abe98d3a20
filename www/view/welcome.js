// @ts-check
import { text } from "../text/index.js";

/**
 * @param {number} pictures @param {boolean} network  that an earlier visit left @param {string | null} [imported]  the file that the network comes from
 * @returns {string} "" when it left nothing
 */
export function welcomeBack(pictures, network, imported = null) {
  if (pictures === 0 && network && imported !== null)
    return text("welcome-imported", { file: imported });
  if (pictures === 0) return network ? text("welcome-network") : "";
  return text(network ? "welcome-pictures-network" : "welcome-pictures", { count: pictures });
}
