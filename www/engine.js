/** For other pages: loads the fastest build of the engine that a browser can run. */
export * from "./engine/engine.js";
