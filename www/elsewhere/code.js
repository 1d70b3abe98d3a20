// @ts-check
/** Lines to paste into a program. What lies in files/code/ runs as it is, and is tested so; here it is about one network. */

/** What is about a network in a template. All in one go: a file or a class may be called “Cups 64”, or as a stem. */
const PLACES =
  /"model\.\w+"|"small\.safetensors"|(?<=StemId::)Small\b|\["Face", "Background"\]|\b64\b/g;

/** @param {string} file  in files/code/ @returns {Promise<string>} */
export async function template(file) {
  const url = new URL(`../files/code/${file}`, import.meta.url);
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`${url.pathname}: ${response.status}`);
  return response.text();
}

/**
 * @param {string} code  a template
 * @param {{ file: string, size: number, classes: ReadonlyArray<string>, stem?: string | undefined }} network  file: its name; size:
 *   pixels on a side; stem: name of the pretrained part that it begins with
 */
export function filled(code, { file, size, classes, stem }) {
  const lines = code.split("\n").filter((line) => stem || !line.includes("StemId"));
  return lines.join("\n").replaceAll(PLACES, (place) => {
    if (place === "64") return String(size);
    if (place === "Small") return String(stem).replace(/^./, (first) => first.toUpperCase());
    if (place === '"small.safetensors"') return JSON.stringify(`${stem}.safetensors`);
    if (place.startsWith("[")) return `[${classes.map((name) => JSON.stringify(name)).join(", ")}]`;
    return JSON.stringify(file);
  });
}
