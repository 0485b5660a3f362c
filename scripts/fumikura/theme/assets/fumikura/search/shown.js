/** What Material's list and the search page show of an answer. A script of its own, which the engine loads for the first one. */
import { itemsOf } from "./items.js";
import { resultsOf } from "./results.js";

export const shown = { itemsOf, resultsOf };

/** @type {any} */ (globalThis).shown = shown; // where this is a script of its own
