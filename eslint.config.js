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
    // Their sentences have yet to move into www/text/en.ftl.
    ignores: [
      ...[
        "www/main.js",
        "www/session.js",
        "www/{engine,live,training,workers}/**",
        "www/text/health.js",
      ],
      ...[
        "train",
        "curves",
        "settings-form",
        "result",
        "answer",
        "gradient-check",
        "health",
        "steps",
      ].map((name) => `www/view/${name}.js`),
    ],
    plugins: { text: { rules: { "no-sentence": sentences } } },
    rules: { "text/no-sentence": "error" },
  },
];
