/** For other pages: holds labelled pictures. */
export * from "./data/dataset.js";
