// @ts-check
/** Numbers and columns for people. */

/** @param {number[]} samples */
export function median(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** @param {number[]} samples */
export function summary(samples) {
  return { middle: median(samples), lowest: Math.min(...samples), highest: Math.max(...samples) };
}

/**
 * As Markdown, so that it can go into a document as it is.
 * @param {string[]} head @param {string[][]} rows @param {number} words how many columns are not numbers
 */
export function table(head, rows, words) {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column].length)),
  );
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, i) => (i < words ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const rule = widths.map((width, i) =>
    i < words ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
