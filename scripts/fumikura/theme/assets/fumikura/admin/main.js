// Starts the forms under /admin/ with a format of their own, which leaves alone what nobody has changed.
import { readPage, writePage } from "./header_blocks.js";

/** @typedef {{ registerCustomFormat: Function, init: Function }} Forms */

const forms = /** @type {any} */ (window);
const script = document.createElement("script");
const lists = (document.documentElement.dataset["lists"] ?? "").split(" ");

forms["CMS_MANUAL_INIT"] = true; // it would start before it knows the format
script.src = "decap-cms.js";
script.addEventListener("load", () => {
  const cms = /** @type {Forms} */ (forms["CMS"]);
  cms.registerCustomFormat("fumikura", "md", {
    /** @param {string} file */
    fromFile: (file) => readPage(file, lists),
    /** @param {Record<string, unknown>} data */
    toFile: (data) => writePage(data, lists),
  });
  cms.init();
});
document.head.append(script);
