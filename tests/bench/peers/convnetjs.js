export { default } from "convnetjs";
