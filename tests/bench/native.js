// @ts-check
/** Node.js's side of native frameworks: a python3 process for each, which answers line by line. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("native/serve.py", import.meta.url));

/** @typedef {{ ask: (request: string) => Promise<string>, stop: () => void }} Process  JSON in, JSON out */

/** @type {Map<string, Process>} */
const running = new Map();

/** One request at a time. @param {string} framework @param {string} request @returns {Promise<string>} */
export function ask(framework, request) {
  const process = running.get(framework) ?? start(framework);
  running.set(framework, process);
  return process.ask(request);
}

export function stopAll() {
  for (const process of running.values()) process.stop();
}

/** @param {string} framework @returns {Process} */
function start(framework) {
  const child = spawn("python3", [script, framework], { stdio: ["pipe", "pipe", "pipe"] });
  let last = "python3 could not be started";
  createInterface(child.stderr).on("line", (line) => (last = line));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  // Of a process that is not there, its end says so.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  return {
    async ask(request) {
      child.stdin.write(`${request}\n`);
      const { value, done } = await lines.next();
      return done ? JSON.stringify({ error: last }) : value;
    },
    stop: () => child.kill(),
  };
}
