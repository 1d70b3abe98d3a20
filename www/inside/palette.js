// @ts-check

/** The engine's colours, for numbers that stand on them. */
export class Palette {
  #colours;

  /** @param {ArrayLike<number>} colours  RGBA, evenly from −scale to +scale */
  constructor(colours) {
    this.#colours = colours;
  }

  /** @param {{ palette(dark: boolean): Promise<ArrayLike<number>> }} inside @param {boolean} dark */
  static async of(inside, dark) {
    return new Palette(await inside.palette(dark));
  }

  /**
   * The style of a cell: its colour, and black or white letters, whichever can be read on it.
   * @param {number} value @param {number} scale  the value at the end of the palette
   */
  style(value, scale) {
    const last = this.#colours.length / 4 - 1;
    const part = scale > 0 && Number.isFinite(value) ? value / scale : 0;
    const place = Math.round(((1 + Math.min(1, Math.max(-1, part))) / 2) * last);
    const [r, g, b] = [0, 1, 2].map((c) => this.#colours[4 * place + c]);
    return `background:rgb(${r},${g},${b});color:${luminance(r, g, b) > 0.18 ? "#000" : "#fff"}`;
  }
}

/** Relative luminance, as WCAG 2 defines it. @param {...number} rgb */
function luminance(...rgb) {
  const [r, g, b] = rgb.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The largest absolute value that is finite. @param {Iterable<number>} values */
export function largest(values) {
  let most = 0;
  for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most;
}
