import js from "@eslint/js";
import globals from "globals";

export default [
  { ...js.configs.recommended, files: ["simulator/page/**/*.js"] },
  {
    files: ["simulator/page/**/*.js"],
    languageOptions: { globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error" },
  },
];
