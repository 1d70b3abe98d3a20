/** For other pages: trains in one or several workers. */
export * from "./workers/trainer.js";
