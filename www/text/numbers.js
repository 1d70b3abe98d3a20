// @ts-check
/** Numbers as people read them, in one language. Sentences in .ftl files and labels without a sentence use the same functions. */

/** Below and above these, digits are harder to count than an exponent is to read. */
const PLAIN = { from: 1e-4, below: 1e6 };

/** @param {string} language  a BCP 47 tag */
export function numbersIn(language) {
  const format = (/** @type {Intl.NumberFormatOptions} */ options) =>
    new Intl.NumberFormat(language, options);
  const whole = format({ maximumFractionDigits: 0 });
  const wholePercent = format({ style: "percent", maximumFractionDigits: 0 });
  const finePercent = format({ style: "percent", maximumSignificantDigits: 1 });
  const twoDigits = format({ maximumSignificantDigits: 2 });
  const scientific = format({ notation: "scientific", maximumSignificantDigits: 2 });
  /** @type {Map<number, Intl.NumberFormat>} */
  const fixed = new Map();

  return {
    /** 1,234. @param {number} value */
    whole: (value) => whole.format(value),

    /** "97%". Never rounded up to a perfect score. @param {number} fraction 0…1 */
    percent: (fraction) => wholePercent.format(fraction < 1 ? Math.min(0.99, fraction) : fraction),

    /** "0.3%", "<0.01%": for fractions that matter when they are small. @param {number} fraction 0…1 */
    finePercent(fraction) {
      if (fraction === 0 || fraction >= 0.1) return wholePercent.format(fraction);
      return fraction < 1e-4 ? `<${finePercent.format(1e-4)}` : finePercent.format(fraction);
    },

    /** Two significant digits: "0.0012", "3.5e-6". @param {number} value */
    short(value) {
      const size = Math.abs(value);
      if (size === 0 || (size >= PLAIN.from && size < PLAIN.below)) return twoDigits.format(value);
      // Programs and papers write a small "e".
      return scientific
        .formatToParts(value)
        .map(({ type, value }) => (type === "exponentSeparator" ? "e" : value))
        .join("");
    },

    /** "0.120": for numbers that change in place. @param {number} value @param {number} digits after the decimal point */
    fixed(value, digits) {
      const found = fixed.get(digits);
      if (found) return found.format(value);
      const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      const made = format(options);
      fixed.set(digits, made);
      return made.format(value);
    },
  };
}
