import "@tensorflow/tfjs-core/dist/register_all_gradients";
export * from "@tensorflow/tfjs-core";
export { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
