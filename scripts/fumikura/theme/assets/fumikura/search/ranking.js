/** What a hit is worth: all weights, and how they are summed. */
import { fold } from "./folding.js";

export const WORTH = { title: 8, heading: 4, annotation: 2, exact: 3, word: 2, folded: 1, together: 2 };

/**
 * How good a document looks before its text is read.
 * @param {import("./index.js").Index} index
 * @param {Map<number, number[]>[]} byDocument
 * @param {number} document
 */
export function promiseOf(index, byDocument, document) {
  const start = index.starts[document];
  let promise = 0;
  let together = true;
  const first = byDocument[0]?.get(document) ?? [];
  for (const group of byDocument) {
    const units = group.get(document) ?? [];
    if (units.includes(start)) promise += WORTH.title;
    together &&= units.some((unit) => first.includes(unit));
  }
  return promise + (together ? WORTH.together : 0);
}

/**
 * @param {import("./index.js").Unit} unit
 * @param {number} start In the folded text.
 */
export function worthOf(unit, start) {
  if (unit.n)
    return fold(unit.x ?? "")
      .slice(0, start)
      .includes("\n")
      ? WORTH.heading
      : WORTH.title;
  return unit.a ? WORTH.annotation : 0;
}
