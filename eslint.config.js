// @ts-check
import js from "@eslint/js";
import sentences from "./tests/lint/sentences.js";

/** @type {import("eslint").Linter.Config[]} */
export default [
  { ignores: ["target/", "test-results/", "www/pkg*/", "www/vendor/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    rules: {
      // The type checker knows every name there is, also those of the browser.
      "no-undef": "off",
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-var": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    // xtask appends it to a generated module, which calls its functions.
    files: ["src/bindings/guard.js"],
    rules: { "no-unused-vars": "off" },
  },
  {
    files: ["www/**/*.js"],
    rules: {
      // Errors go to where the person looks.
      "no-console": "error",
    },
  },
  {
    files: ["www/**/*.js"],
    plugins: { text: { rules: { "no-sentence": sentences } } },
    rules: { "text/no-sentence": "error" },
  },
];
