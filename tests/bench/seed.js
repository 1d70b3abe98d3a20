// @ts-check
/** Runs in the browser, beside the page: a project of many drawn pictures, written as the page itself would have kept it. */

/** Square, RGBA, as the page has them. */
const SIZE = 128;
/** Pictures of a recording: ten seconds of the camera. */
const RECORDING = 100;
/** Pictures in a transaction. */
const TOGETHER = 100;

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
  const address = new URL("/data/database.js", location.origin).href; // of the page itself
  const { databaseOf, open, transact, FIRST } =
    /** @type {typeof import("../../www/data/database.js")} */ (await import(address));
  const database = await open(databaseOf(FIRST), true);
  await transact(
    database,
    CLASSES.map((name, place) => ["classes", "put", { id: idOf(name), name, place }, idOf(name)]),
  );
  const draw = drawer();
  const each = Math.ceil(count / CLASSES.length);
  let id = 1000;
  for (const name of CLASSES) {
    for (let from = 0; from < each; from += TOGETHER) {
      const some = Array.from({ length: Math.min(TOGETHER, each - from) }, (_, i) => ({
        ...{ id: String(++id), classId: idOf(name) },
        recording: `${idOf(name)}${Math.floor((from + i) / RECORDING)}`,
        rgba: draw(name),
      }));
      await transact(
        database,
        some.map((picture) => ["pictures", "put", picture, picture.id]),
      );
    }
  }
  database.close();
}

/** @param {string} name */
function idOf(name) {
  return String(CLASSES.indexOf(name) + 1);
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
