// @ts-check
import js from "@eslint/js";

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
    files: ["www/**/*.js"],
    rules: {
      // Errors go to where the person looks.
      "no-console": "error",
    },
  },
];
