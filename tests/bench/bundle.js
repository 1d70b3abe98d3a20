// @ts-check
/** `node bundle.js OUT NAME …`: peers/NAME.js and the packages behind it as one module each, as a page would ship them. */

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

// Not an import: the type checker runs without the benchmark's packages.
const esbuild = createRequire(import.meta.url)("esbuild");

const [outdir, ...names] = process.argv.slice(2);
await esbuild.build({
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
  entryPoints: names.map((name) => `peers/${name}.js`),
  outdir,
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  // What the packages wrote for Node.js.
  define: { global: "globalThis" },
  logLevel: "error",
});
