import "@tensorflow/tfjs-backend-webgl";
export * from "@tensorflow/tfjs-core";
