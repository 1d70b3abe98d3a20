// @ts-check
/**
 * The formats in which a trained network leaves the page. Each is an entry in FORMATS, and sentences that are named after its id:
 * what it is called, elsewhere-ID, and what it is for, elsewhere-ID-for.
 */

import { EXTENSION } from "../files/extension.js";

/**
 * @typedef {import("./saved-network.js").SavedNetwork} SavedNetwork
 *
 * What is made. checked: with how many pictures the file was compared with the network; holds: how many are in it, for whoever
 * has a copy to compare; needs, cost, measured: of a C header.
 * @typedef {{ bytes: BlobPart, type?: string, checked?: number, holds?: number, needs?: { flash: number, ram: number },
 *   cost?: import("../files/models.js").Cost | null, measured?: import("./pictures.js").Measured }} Made
 *
 * What to write in a program that uses it: elsewhere-LANGUAGE is what it is written in, and the file is in files/code/.
 * @typedef {{ language: string, file: string }} Code
 *
 * @typedef {object} Format
 * @property {string} id
 * @property {string} ending  of the file
 * @property {ReadonlyArray<Code>} code
 * @property {(network: SavedNetwork) => Promise<Made>} make
 */

/** @type {ReadonlyArray<Format>} */
export const FORMATS = [
  {
    id: "project",
    ending: EXTENSION,
    code: [],
    make: async (network) => ({ bytes: await network.project() }),
  },
  {
    id: "page",
    ending: ".html",
    code: [],
    make: (network) => network.page(),
  },
  {
    id: "onnx",
    ending: ".onnx",
    code: [
      { language: "python", file: "onnx-python.txt" },
      { language: "javascript", file: "onnx-javascript.txt" },
    ],
    // What a stem begins with, no layer here does: such a graph cannot be read back.
    make: (network) => network.model("onnx", network.stem ? undefined : "onnx"),
  },
  {
    id: "safetensors",
    ending: ".safetensors",
    code: [{ language: "rust", file: "safetensors-rust.txt" }],
    make: (network) => network.model("safetensors", "safetensors"),
  },
  {
    id: "tfjs",
    ending: "-tfjs.zip",
    code: [],
    make: (network) => network.model("tfjs"),
  },
  {
    id: "c",
    ending: ".h",
    code: [],
    make: (network) => network.header("float32"),
  },
  {
    id: "c-int8",
    ending: "-int8.h",
    code: [],
    make: (network) => network.header("int8"),
  },
];
