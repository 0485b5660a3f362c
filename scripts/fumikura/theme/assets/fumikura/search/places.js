/** Where a term stands in a text. */
import { fold, plain } from "./folding.js";
import { wordsIn } from "./inflections.js";

/** @typedef {{ start: number, end: number, exact: boolean, word: boolean }} Place In the folded text. */

/**
 * The best place of a term in a text, if it is there: as it was typed, in another form of the word, or written otherwise.
 * @param {string} text
 * @param {import("./query.js").Term} term
 * @returns {Place | null}
 */
export function placeOf(text, term) {
  const folded = fold(text);
  const exact = !term.near && plain(text).includes(term.plain);
  const literal = !term.near && (exact || folded.includes(term.folded));
  const words = term.bases.length ? wordsIn(folded).filter(({ base }) => term.bases.includes(base)) : [];
  if (!literal && !words.length) return null;
  const word = words.find((one) => one.word === term.folded) ?? (literal ? undefined : words[0]);
  const sought = folded.includes(term.folded) ? term.folded : term.firm;
  const start = word ? word.start : folded.indexOf(sought);
  const length = word ? word.word.length : sought.length;
  return { start, end: start + length, exact, word: Boolean(word) };
}
