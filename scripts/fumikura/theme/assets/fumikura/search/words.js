/** The words of the list of results. In what a reader loads, those of the site's own language stand here. */
export { WORDS } from "./words_en.js";
