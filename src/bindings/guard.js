// `cargo xtask build` adds this to the end of what wasm-bindgen generates, with a line for each class and function that it
// exports. Who uses one before init() or after free() would otherwise read of wasm-bindgen's internals, and the engine would
// lose a little of its stack each time. It cannot be said in Rust: before init() there is none.

/** Exported bindings may be given another value by their own module, and importers see it. */
function guardFunction(name, exported) {
  return (...values) => {
    checkLoaded(name);
    return exported(...values);
  };
}

function guardClass(name, Class) {
  const { prototype } = Class;
  for (const key of [...Object.getOwnPropertyNames(prototype), Symbol.dispose]) {
    // Not prototype[key], which would ask a getter of an object that there is not.
    const method = Object.getOwnPropertyDescriptor(prototype, key)?.value;
    if (typeof method !== "function" || key === "constructor" || key.startsWith?.("__")) continue;
    const frees = key === "free" || key === Symbol.dispose;
    prototype[key] = function (...values) {
      if (!(this instanceof Class)) {
        throw new TypeError(`${name}.${String(key)} is a method; call it on a ${name}`);
      }
      if (this.__wbg_ptr !== 0) return method.apply(this, values);
      if (frees) return undefined;
      throw new Error(`${name}.${key}: this ${name} was freed by free(); make a new one`);
    };
  }
  return new Proxy(Class, {
    construct(target, values, newTarget) {
      checkLoaded(`new ${name}`);
      return Reflect.construct(target, values, newTarget);
    },
    apply() {
      throw new TypeError(`${name} is a class; use new ${name}(…)`);
    },
  });
}

function checkLoaded(name) {
  if (wasm === undefined) {
    throw new Error(
      `${name}: the engine is not loaded yet; call and await init(), the default export of this module, first`,
    );
  }
}
