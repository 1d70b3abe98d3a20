// @ts-check
import { text } from "../text/index.js";
import { messageOf } from "./dom.js";

/** @param {import("../sheet/index.js").Parts & { news: import("./news.js").News }} parts */
export async function printResults({ news, ...parts }) {
  try {
    const { printSheet } = await import("../sheet/index.js");
    await printSheet(parts);
  } catch (error) {
    news.say(text("view-unreachable", { reason: messageOf(error) }));
  }
}
