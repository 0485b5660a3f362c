/**
 * What only some questions need: filters, facets, the order by date, and annotations under their article. A script of its own,
 * which the engine loads when one of these is asked for.
 */
import { narrowing, shownUnit } from "./filters.js";
import { remarksOf } from "./remarks.js";

export const more = { narrowing, remarksOf, shownUnit };

/** @type {any} */ (globalThis).more = more; // where this is a script of its own
