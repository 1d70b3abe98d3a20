// @ts-check
/** How much WebAssembly memory a worker holds. Has to be imported before anything is instantiated. */

/** @type {Set<WebAssembly.Memory>} */
const memories = new Set();

const { Memory, instantiate, instantiateStreaming, Instance } = WebAssembly;

/** @param {WebAssembly.Instance} instance */
function note(instance) {
  for (const value of Object.values(instance.exports))
    if (value instanceof Memory) memories.add(value);
  return instance;
}

/** @param {any} result an instance, or an instance and its module */
const noted = (result) => {
  note(result.instance ?? result);
  return result;
};

Object.assign(WebAssembly, {
  Memory: class extends Memory {
    /** @param {WebAssembly.MemoryDescriptor} descriptor */
    constructor(descriptor) {
      super(descriptor);
      memories.add(this);
    }
  },
  Instance: class extends Instance {
    /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} [imports] */
    constructor(module, imports) {
      super(module, imports);
      note(this);
    }
  },
  instantiate: async (/** @type {any} */ source, /** @type {any} */ imports) =>
    noted(await instantiate(source, imports)),
  instantiateStreaming: async (/** @type {any} */ source, /** @type {any} */ imports) =>
    noted(await instantiateStreaming(source, imports)),
});

/** It never shrinks, so this is its peak. @returns {number} bytes; 0: a system without WebAssembly */
export function wasmBytes() {
  return [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}
