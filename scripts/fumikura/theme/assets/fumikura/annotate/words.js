/** The script's words. In the file that a reader loads, those of the site's own language stand here (`page_script.py`). */
export { WORDS } from "./words_en.js";
