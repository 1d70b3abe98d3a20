import "@tensorflow/tfjs-backend-cpu";
export * from "@tensorflow/tfjs-core";
