// @ts-check
/** Where the maps of a layer, or the slices of its kernel, stand in one picture, as the engine paints it. */

/** @typedef {import("./types.js").TracedLayer} TracedLayer */
/** @typedef {{ height: number, width: number, count: number, columns: number }} Tiling  height and width of a tile */

/** About as wide as high. @param {number} count @param {number} height @param {number} width @returns {Tiling} */
function tiling(count, height, width) {
  const gap = gapOf(height, width);
  const columns = Math.round(Math.sqrt((count * (height + gap)) / (width + gap)));
  return { height, width, count, columns: Math.min(count, Math.max(1, columns)) };
}

/** Pixels between two tiles; single pixels need none. @param {number} height @param {number} width */
function gapOf(height, width) {
  return height * width > 1 ? 1 : 0;
}

/** @param {TracedLayer} layer @param {"output" | "delta"} quantity  the picture itself is one tile, in its colours */
export function mapTiling({ kind, output: { height, width, channels } }, quantity) {
  const coloured = kind === "input" && quantity === "output" && [1, 3].includes(channels);
  return tiling(coloured ? 1 : channels, height, width);
}

/**
 * The slices of a kernel: a row for each channel that goes in, a column for each filter; of a dense layer as large as the maps in
 * front of it. null without a kernel.
 * @param {TracedLayer} layer @returns {Tiling | null}
 */
export function kernelTiling({ kind, input, output, parameters: [kernel] }) {
  if (!kernel) return null;
  const [height, width] = kind === "dense" ? [input.height, input.width] : kernel.shape;
  const filters = output.channels;
  if (kind === "conv" || kind === "dense")
    return { height, width, count: input.channels * filters, columns: filters };
  return kind === "depthwise_conv" ? { height, width, count: filters, columns: filters } : null;
}

/**
 * The tile of a place in the picture. @param {Tiling} tiling @param {number} x  0…1 of the picture's width @param {number} y
 * @returns {{ tile: number, y: number, x: number } | null} null where there is none; a gap counts to the tile before it
 */
export function tileAt(tiling, x, y) {
  const { height, width, count, columns } = tiling;
  const gap = gapOf(height, width);
  const { width: wide, height: high } = extent(tiling);
  const [column, row] = [
    Math.floor((x * wide) / (width + gap)),
    Math.floor((y * high) / (height + gap)),
  ];
  const tile = row * columns + column;
  if (column < 0 || column >= columns || row < 0 || tile >= count) return null;
  const inside = (/** @type {number} */ at, /** @type {number} */ size) =>
    Math.min(size - 1, Math.max(0, Math.floor(at)));
  return {
    tile,
    y: inside(y * high - row * (height + gap), height),
    x: inside(x * wide - column * (width + gap), width),
  };
}

/** Size of the picture in pixels. @param {Tiling} tiling */
export function extent({ height, width, count, columns }) {
  const gap = gapOf(height, width);
  const rows = Math.ceil(count / columns);
  return { width: columns * (width + gap) - gap, height: rows * (height + gap) - gap };
}

/**
 * Where a part of a map lies, as fractions of the picture. Of a picture in its colours all channels are one tile.
 * @param {Tiling} tiling @param {{ channel: number, top: number, left: number, height: number, width: number }} area
 */
export function areaOf(tiling, { channel, top, left, height, width }) {
  const tile = boxOf(tiling, Math.min(channel, tiling.count - 1));
  const [x, y] = [tile.width / tiling.width, tile.height / tiling.height];
  return {
    left: tile.left + left * x,
    top: tile.top + top * y,
    width: width * x,
    height: height * y,
  };
}

/** Where a tile lies, as fractions of the picture. @param {Tiling} tiling @param {number} tile */
export function boxOf(tiling, tile) {
  const { height, width, columns } = tiling;
  const gap = gapOf(height, width);
  const whole = extent(tiling);
  return {
    left: ((tile % columns) * (width + gap)) / whole.width,
    top: (Math.floor(tile / columns) * (height + gap)) / whole.height,
    width: width / whole.width,
    height: height / whole.height,
  };
}
