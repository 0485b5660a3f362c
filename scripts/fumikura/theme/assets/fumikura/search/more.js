/**
 * What only some questions need: filters, facets, the order by date, and what the search page shows. A script of its own,
 * which the engine loads when one of these is asked for.
 */
import { narrowing, shownUnit } from "./filters.js";
import { remarksOf } from "./remarks.js";
import { resultsOf } from "./results.js";

export const more = { narrowing, remarksOf, resultsOf, shownUnit };

/** @type {any} */ (globalThis).more = more; // where this is a script of its own
