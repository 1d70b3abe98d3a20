// @ts-check
/** Prints what a preset of the page proposes: `node preset.js ID HEIGHT WIDTH CHANNELS CLASSES PICTURES LEARNED`. */

import { epochLength, stepCount } from "../../www/training/course.js";
import { buildSpec, PRESETS, proposedEpochs } from "../../www/training/presets.js";
import { patienceOf } from "../../www/training/training.js";

const [id, ...numbers] = process.argv.slice(2);
const [height, width, channels, classCount, pictures, learned] = numbers.map(Number);
const preset = PRESETS.find((one) => one.id === id);
if (!preset) throw new Error(`There is no preset "${id}".`);
const { size: networkSize, learningRate, batchSize } = preset.settings;
const epochs = proposedEpochs(preset, pictures, classCount);
const steps = stepCount({ pictures: learned, epochs, batchSize });
const spec = buildSpec({
  preset: id,
  networkSize,
  learningRate,
  classCount,
  steps,
  input: { height, width, channels },
});
const patience = patienceOf({ epochs, spec, heldBack: pictures - learned }); // Infinity is null in JSON
console.log(
  JSON.stringify({
    name: preset.name,
    spec,
    batchSize,
    epochs,
    patience,
    epochLength: epochLength(learned),
  }),
);
