// @ts-check
/** Web Locks of one browser, whose tabs the test closes. */

/** @typedef {{ waiting: (() => void)[] }} Lock */

export class FakeLocks {
  /** Those that are held, by name, with who waits for them. @type {Map<string, Lock>} */
  #held = new Map();

  /**
   * @param {string} name @param {{ signal?: AbortSignal, ifAvailable?: boolean }} options
   * @param {(lock: object | null) => Promise<unknown>} work
   */
  request(name, { signal, ifAvailable = false }, work) {
    return new Promise((resolve, reject) => {
      const take = () => {
        if (!this.#held.has(name)) this.#held.set(name, { waiting: [] });
        const done = work({ name }).finally(() => this.close(name));
        done.then(resolve, reject);
      };
      const held = this.#held.get(name);
      if (!held) return take();
      if (ifAvailable) return work(null).then(resolve, reject);
      held.waiting.push(take);
      signal?.addEventListener("abort", () => {
        held.waiting = held.waiting.filter((one) => one !== take);
        reject(signal.reason);
      });
    });
  }

  /** The tab that has it is gone: the next one gets it. @param {string} [name] */
  close(name = "tab-trainer-project") {
    const next = this.#held.get(name)?.waiting.shift();
    if (next) next();
    else this.#held.delete(name);
  }
}
