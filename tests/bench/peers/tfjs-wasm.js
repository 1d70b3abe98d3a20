export * from "@tensorflow/tfjs-core";
export { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
