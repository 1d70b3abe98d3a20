// @ts-check
/** Lines to paste into a program. What lies in files/code/ runs as it is, and is tested so; here it is about one network. */

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
  const list = `[${classes.map((name) => JSON.stringify(name)).join(", ")}]`;
  const stemId = (stem ?? "").replace(/^./, (first) => first.toUpperCase());
  return lines
    .join("\n")
    .replaceAll(/"model\.(\w+)"/g, () => JSON.stringify(file))
    .replaceAll(/\b64\b/g, String(size))
    .replace('["Face", "Background"]', () => list)
    .replace("StemId::Small", `StemId::${stemId}`)
    .replace('"small.safetensors"', JSON.stringify(`${stem}.safetensors`));
}
