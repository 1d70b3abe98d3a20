// @ts-check
/** Runs in the browser, beside the page: a project of many drawn pictures, kept by the page's own modules. */

/** Of a picture of the page, in pixels on a side. */
const SIZE = 128;
/** Pictures of a recording: ten seconds of the camera. */
const RECORDING = 100;

/** @type {Record<string, (context: OffscreenCanvasRenderingContext2D, side: number) => void>} */
const SHAPES = {
  Disc: (context, side) => context.arc(0, 0, side, 0, 2 * Math.PI),
  Box: (context, side) => context.rect(-side, -side, 2 * side, 2 * side),
  Bar: (context, side) => context.rect(-side / 4, -1.5 * side, side / 2, 3 * side),
  Ring: (context, side) => {
    context.arc(0, 0, side, 0, 2 * Math.PI);
    context.arc(0, 0, side / 2, 0, 2 * Math.PI, true);
  },
  Wedge: (context, side) => {
    context.moveTo(0, -side);
    context.lineTo(side, side);
    context.lineTo(-side, side);
  },
};
export const CLASSES = Object.keys(SHAPES);

/** @param {number} count  of pictures in all */
export async function seed(count) {
  const load = (/** @type {string} */ path) => import(new URL(path, location.origin).href);
  /** @type {[typeof import("../../www/data/dataset.js"), typeof import("../../www/data/storage.js")]} */
  const [{ Dataset }, { ProjectStorage }] = await Promise.all([
    load("/data/dataset.js"),
    load("/data/storage.js"),
  ]);
  const dataset = new Dataset({ size: SIZE });
  const storage = new ProjectStorage({
    onProblem: (problem) => {
      if (problem) throw new Error(problem);
    },
  });
  await storage.attach(dataset);
  const draw = drawer();
  const each = Math.ceil(count / CLASSES.length);
  for (const name of CLASSES) {
    const { id } = dataset.addClass(name);
    for (let from = 0; from < each; from += RECORDING) {
      const recording = dataset.startRecording();
      for (let i = from; i < Math.min(from + RECORDING, each); i++)
        dataset.addPicture(id, recording, draw(name));
      await storage.flush();
    }
  }
}

/** Shapes of any colour, size and place on any ground: no two pictures are the same. */
function drawer() {
  const context = new OffscreenCanvas(SIZE, SIZE).getContext("2d", {
    ...{ willReadFrequently: true, alpha: false },
  });
  if (!context) throw new TypeError("2d");
  const between = (/** @type {number} */ low, /** @type {number} */ high) =>
    low + Math.random() * (high - low);
  const colour = () => `hsl(${between(0, 360)} ${between(20, 90)}% ${between(20, 80)}%)`;
  return (/** @type {string} */ name) => {
    const ground = context.createLinearGradient(0, 0, between(0, SIZE), SIZE);
    ground.addColorStop(0, colour());
    ground.addColorStop(1, colour());
    context.fillStyle = ground;
    context.fillRect(0, 0, SIZE, SIZE);
    context.save();
    context.translate(between(40, 88), between(40, 88));
    context.rotate(between(-0.4, 0.4));
    context.beginPath();
    SHAPES[name](context, between(16, 32));
    context.fillStyle = colour();
    context.fill();
    context.restore();
    return context.getImageData(0, 0, SIZE, SIZE).data;
  };
}
