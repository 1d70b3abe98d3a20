// @ts-check
/**
 * The seam between page and worker, or worker and helper: requests with ids that are answered once, events that are not, and a worker that
 * dies rejects whatever is pending.
 *
 * page → worker  { id, type, data }        a request; without id: a notice that gets no answer
 * worker → page  { id, result }            the answer
 *                { id, error }             { name, message, details, fatal }: details as the engine gives them; fatal when it
 *                                          trapped and cannot go on
 *                { event, data }           progress and the like
 */

/* eslint-disable text/no-sentence -- messages for programmers: what a person is told follows from the error's name */

/** What an engine is handed before it builds a network on it. @typedef {{ name: import("../pkg/tab_trainer.js").StemId, bytes: Uint8Array }} StemFile */

/** The worker is gone: crashed, closed, silent or terminated. Start another one. */
export class WorkerDied extends Error {
  name = "WorkerDied";
}

/** Silence after which a worker that owes an answer is taken for dead. A worker that closes itself fires no event. */
const LONGEST_SILENCE = 10_000;
/** To start, a worker has to load its script and the engine's, over a network that may be slow. */
export const START_SILENCE = 60_000;
/** Silence is counted in ticks of a timer, not by the clock: a laptop that slept does not kill its workers. */
const TICKS_OF_SILENCE = 10;

/** @typedef {Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onmessageerror" | "onerror">} WorkerLike */

/** The end of whoever starts the worker. It owns its worker and dies with it. */
export class WorkerLink {
  #worker;
  #onEvent;
  #silence;
  #lastId = 0;
  #silent = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  /** @type {WorkerDied | null} */
  #death = null;
  /** @type {Map<number, { resolve(result: any): void, reject(error: Error): void, silence: number }>} */
  #pending = new Map();

  /**
   * @param {WorkerLike} worker
   * @param {{ onEvent?: (event: string, data: any) => void, silence?: number }} [options]
   */
  constructor(worker, { onEvent = () => {}, silence = LONGEST_SILENCE } = {}) {
    this.#worker = worker;
    this.#onEvent = onEvent;
    this.#silence = silence;
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onmessageerror = () => this.#die("a message could not be read");
    worker.onerror = (event) => {
      event.preventDefault?.(); // it is handled here, not an uncaught error of the page
      this.#die(event.message || "its script could not be loaded");
    };
  }

  get dead() {
    return this.#death !== null;
  }

  /**
   * @param {string} type @param {unknown} [data]
   * @param {{ transfer?: Transferable[], silence?: number }} [options]
   *   silence: ms without any message after which the worker is taken for dead while this is pending
   * @returns {Promise<any>} rejects with the worker's error, or with WorkerDied
   */
  request(type, data, { transfer = [], silence = this.#silence } = {}) {
    if (this.#death) return Promise.reject(this.#death);
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#worker.postMessage({ id, type, data }, transfer); // may throw: nothing is pending then
      this.#pending.set(id, { resolve, reject, silence });
      this.#watch();
    });
  }

  /** @param {string} type @param {unknown} [data] */
  notify(type, data) {
    if (!this.#death) this.#worker.postMessage({ type, data });
  }

  /** Ends the worker at once; wasm memory never shrinks, so this is also how it is given back. */
  close(why = "it was ended") {
    this.#die(why);
  }

  /** @param {any} message */
  #receive(message) {
    if (this.#death) return;
    this.#silent = 0;
    if (message.event) {
      this.#onEvent(message.event, message.data);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (this.#pending.size === 0) this.#unwatch();
    if (!message.error) {
      pending?.resolve(message.result);
    } else if (message.error.fatal) {
      pending?.reject(this.#die(message.error.message));
    } else {
      const { name, message: text, details } = message.error;
      pending?.reject(Object.assign(new Error(text), { name, ...(details ? { details } : {}) }));
    }
  }

  #watch() {
    this.#silent = 0;
    if (this.#timer !== undefined) return;
    const tick = this.#silence / TICKS_OF_SILENCE;
    this.#timer = setInterval(() => {
      this.#silent += tick;
      const allowed = Math.min(...[...this.#pending.values()].map(({ silence }) => silence));
      if (this.#silent > allowed) this.#die(`no sign of life for ${allowed / 1000} seconds`);
    }, tick);
  }

  #unwatch() {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** @param {string} why */
  #die(why) {
    if (this.#death) return this.#death;
    const death = new WorkerDied(`The worker stopped: ${why}.`);
    this.#death = death;
    this.#unwatch();
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(death);
    this.#pending.clear();
    return death;
  }
}

/**
 * The worker's end: answers each request with what its handler returns.
 *
 * Typed arrays at the top level of what is sent are moved, not copied: a handler sends fresh ones, or shared ones.
 * @param {Pick<DedicatedWorkerGlobalScope, "postMessage" | "onmessage">} scope
 * @param {Record<string, (data: any) => unknown>} handlers
 * @returns {(event: string, data: object) => void} sends an event
 */
export function serve(scope, handlers) {
  scope.onmessage = async ({ data: { id, type, data } }) => {
    try {
      const handler = handlers[type];
      if (!handler) throw new Error(`The worker does not know the request "${type}".`);
      const result = await handler(data);
      if (id) scope.postMessage({ id, result }, movable(result));
    } catch (thrown) {
      const error = /** @type {Error & { details?: object }} */ (
        thrown instanceof Error ? thrown : new Error(String(thrown))
      );
      // After a trap the engine's memory may be half-written and its objects stay locked: nothing more can run on it.
      const fatal = error instanceof WebAssembly.RuntimeError;
      if (!id) throw error;
      const { name, message, details } = error;
      scope.postMessage({ id, error: { name, message, details, fatal } });
    }
  };
  return (event, data) => scope.postMessage({ event, data }, movable(data));
}

/** @param {unknown} message */
function movable(message) {
  const parts =
    message && typeof message === "object" && !ArrayBuffer.isView(message)
      ? Object.values(message)
      : [message];
  const buffers = parts.filter((part) => ArrayBuffer.isView(part)).map(({ buffer }) => buffer);
  return buffers.filter((buffer) => buffer instanceof ArrayBuffer); // shared memory stays where it is
}
