import js from "@eslint/js";

export default [
  js.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", 300],
      "no-shadow": "error",
      "no-undef": "off", // the compiler knows what a browser has
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
];
