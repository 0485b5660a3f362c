/** What only questions of several terms need. A script of its own, which the engine loads for the first of these. */
import { phrasesOf } from "./phrases.js";
import { findTogether } from "./together.js";

export const several = { phrasesOf, findTogether };

/** @type {any} */ (globalThis).several = several; // where this is a script of its own
