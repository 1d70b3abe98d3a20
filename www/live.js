/** For other pages: answers from a worker of its own. */
export * from "./live/live.js";
