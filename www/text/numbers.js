// @ts-check
/** Numbers as people read them, in one language. Sentences in .ftl files and labels without a sentence use the same functions. */

/** Below and above these, digits are harder to count than an exponent is to read. */
const PLAIN = { from: 1e-4, below: 1e6 };
/** In a narrow column of a table. */
const NARROW = { from: 1e-3, below: 1e4 };

/** @param {string} language  a BCP 47 tag */
export function numbersIn(language) {
  const format = (/** @type {Intl.NumberFormatOptions} */ options) =>
    new Intl.NumberFormat(language, options);
  const whole = format({ maximumFractionDigits: 0 });
  const wholePercent = format({ style: "percent", maximumFractionDigits: 0 });
  const finePercent = format({ style: "percent", maximumSignificantDigits: 1 });
  const mega = format({ style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  const kilo = format({ style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });
  const large = format({
    ...{ notation: "compact", compactDisplay: "long", maximumSignificantDigits: 2 },
  });
  const twoDigits = format({ maximumSignificantDigits: 2 });
  const hundredths = format({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const fourDigits = format({ maximumSignificantDigits: 4 });
  const threeDigits = format({ maximumSignificantDigits: 3 });
  const scientific = (/** @type {number} */ digits) =>
    format({ notation: "scientific", maximumSignificantDigits: digits });
  /** @param {typeof PLAIN} plain @param {Intl.NumberFormat} otherwise */
  const rounded =
    (plain, otherwise, usual = twoDigits) =>
    (/** @type {number} */ value) => {
      const size = Math.abs(value);
      if (size === 0) return usual.format(0); // which has no sign
      if (size >= plain.from && size < plain.below) return usual.format(value);
      // Programs and papers write a small "e".
      const parts = otherwise.formatToParts(value);
      return parts.map(({ type, value }) => (type === "exponentSeparator" ? "e" : value)).join("");
    };

  return {
    /** 1,234. @param {number} value */
    whole: (value) => whole.format(value),

    /** "97%", "<1%". Never rounded up to a perfect score, nor down to none. @param {number} fraction 0…1 */
    percent(fraction) {
      if (fraction > 0 && fraction < 0.005) return `<${wholePercent.format(0.01)}`;
      return wholePercent.format(fraction < 1 ? Math.min(0.99, fraction) : fraction);
    },

    /** "0.3%", "<0.01%": for fractions that matter when they are small. @param {number} fraction 0…1 */
    finePercent(fraction) {
      if (fraction === 0 || fraction >= 0.1) return wholePercent.format(fraction);
      return fraction < 1e-4 ? `<${finePercent.format(1e-4)}` : finePercent.format(fraction);
    },

    /** "3.4 billion": how large, rather than how much. @param {number} value */
    large: (value) => large.format(value),

    /** 0.9 MB. @param {number} bytes */
    megabytes: (bytes) => mega.format(bytes / 1e6),

    /** 336 kB. @param {number} bytes */
    kilobytes: (bytes) => kilo.format(bytes / 1e3),

    /** Two significant digits: "0.0012", "3.5e-6". */
    short: rounded(PLAIN, scientific(2)),

    /** Four, where a person may compute with it: "0.07143", "2.441e9". */
    precise: rounded(PLAIN, scientific(4), fourDigits),

    /** Two decimals, so that all numbers of a map are as long: "-0.75", "0.00". @param {number} value */
    hundredth: (value) => hundredths.format(Math.round(100 * value) / 100 || 0), // never -0.00

    /** Three significant digits, in a formula: "0.123", "−4.56e-6". */
    digits: rounded(NARROW, scientific(3), threeDigits),

    /** Its order of magnitude: "0.012", "4e-6". */
    magnitude: rounded(NARROW, scientific(1)),
  };
}
