/** What filters let through: made by `filters.js`, which is loaded when there are any. */
import { fold } from "./folding.js";

/**
 * Documents that are let through, and units that may be a hit; all where there is null. `by`: names of which one has written
 * a unit, for each filter that asks so.
 * @typedef {{ documents: Uint8Array | null, units: Uint8Array | null, by: string[][] }} Scope
 */

/** @type {Scope} */
export const EVERYTHING = { documents: null, units: null, by: [] };

/**
 * @param {Scope} scope
 * @param {import("./index.js").Unit} unit One that is let through.
 * @returns {boolean} Whether it is by those who are asked for: not known before it is loaded.
 */
export const isByThem = ({ by }, unit) => by.every((names) => names.includes(fold(unit.by ?? "")));
