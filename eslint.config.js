import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["site/", ".venv/"] },
  js.configs.recommended,
  {
    files: ["tests/*.js"],
    languageOptions: { globals: globals.node },
  },
  {
    files: ["scripts/fumikura/theme/assets/**/*.js"],
    languageOptions: { globals: globals.browser, sourceType: "script" },
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["scripts/fumikura/theme/assets/fumikura/{admin,annotate,search}/*.js"],
    languageOptions: { sourceType: "module" },
    rules: { "no-control-regex": "off", "no-irregular-whitespace": "off" },
  },
  {
    files: ["scripts/fumikura/theme/assets/fumikura/search/*.js"],
    languageOptions: { sourceType: "module" },
    rules: { "no-misleading-character-class": "off" },
  },
];
