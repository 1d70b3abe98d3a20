// @ts-check
/**
 * The engine, in a worker that was handed its compiled module.
 * @param {import("../engine/engine.js").Engine} engine
 * @returns {Promise<import("../engine/types.js").EngineModule>}
 */
export async function loadInWorker({ script, module }) {
  const imported = await import(script);
  await imported.default({ module_or_path: module });
  return imported;
}
