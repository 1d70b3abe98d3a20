// @ts-check
/** Prints what a preset of the page proposes: `node preset.js ID HEIGHT WIDTH CHANNELS CLASSES PICTURES`. */

import { buildSpec, PRESETS, proposedEpochs } from "../../www/presets.js";

const [id, ...numbers] = process.argv.slice(2);
const [height, width, channels, classCount, pictures] = numbers.map(Number);
const preset = PRESETS.find((one) => one.id === id);
if (!preset) throw new Error(`There is no preset "${id}".`);
const { size: networkSize, learningRate, batchSize } = preset.settings;
const input = { height, width, channels };
const spec = buildSpec({ preset: id, networkSize, learningRate, classCount, input });
console.log(JSON.stringify({ name: preset.name, spec, batchSize, epochs: proposedEpochs(preset, pictures) }));
