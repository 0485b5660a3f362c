/**
 * What a hit is worth: all weights, and how they are summed. Of equal ones the newer document comes first. The weights
 * know the document alone, not how common a word is among all: a document that is added changes the order of no others.
 */
import { LITERAL, TYPED_WORD, WORD_FORM } from "./candidates.js";
import { ANNOTATION, HEADINGS, TITLE } from "./kinds.js";

/**
 * For each term, of its best place: where that is (`title`, `heading`, `annotation`, `marked`: in a passage that is
 * annotated, or beside it), how it stands there (`exact`: as typed; `folded`: written otherwise, or in another form;
 * `word`: not within a longer one; `whole`: it is all of the title). For several terms, of the place where they are
 * closest: `phrase`, `near` each other, or `together` in 1,500 characters. `annotated`: the document has annotations;
 * `typed`: every term stands in it as it was typed.
 */
export const WORTH = {
  title: 8,
  heading: 4,
  annotation: 2,
  marked: 2,
  exact: 3,
  folded: 1,
  word: 2,
  whole: 2,
  phrase: 6,
  near: 4,
  together: 2,
  annotated: 1,
  typed: 40,
};

/**
 * @param {import("./index.js").Index} index
 * @param {number} unit
 */
export function placeWorth(index, unit) {
  const kind = index.kinds[unit];
  if (kind === TITLE) return WORTH.title;
  if (kind === HEADINGS) return WORTH.heading;
  return kind === ANNOTATION ? WORTH.annotation : index.marked[unit] * WORTH.marked;
}

/**
 * The most that a term can be worth in a unit, before its text is read.
 * @param {import("./index.js").Index} index
 * @param {import("./candidates.js").Sought} sought
 * @param {number} unit
 */
export function mostWorth(index, sought, unit) {
  const flags = sought.flags[unit];
  if (!flags) return 0;
  const other = flags & WORD_FORM ? WORTH.folded + WORTH.word : 0;
  const literal = flags & LITERAL || !sought.isWide ? WORTH.exact : 0;
  return placeWorth(index, unit) + (flags & TYPED_WORD ? WORTH.exact + WORTH.word : Math.max(other, literal));
}

/**
 * @param {import("./index.js").Index} index
 * @param {number} document
 */
export function annotatedWorth(index, document) {
  const end = index.starts[document + 1];
  const isMarked = index.marked.subarray(index.starts[document], end).includes(1);
  return isMarked || index.kinds[end - 1] === ANNOTATION ? WORTH.annotated : 0;
}

/**
 * Documents that may have all terms, those that may be worth most first.
 * @param {import("./index.js").Index} index
 * @param {import("./candidates.js").Sought[]} sought
 * @param {Uint8Array | null} phrases Units that may have them as one phrase.
 * @param {Uint8Array | null} allowed Documents that may be found.
 * @returns {{ document: number, promise: number }[]}
 */
export function ranked(index, sought, phrases, allowed) {
  const has = new Uint8Array(index.manifest.documents);
  for (const [place, { units }] of sought.entries())
    for (const unit of units) if (has[index.of[unit]] === place) has[index.of[unit]]++;
  /** @type {{ document: number, promise: number }[]} */
  const documents = [];
  for (const [document, count] of has.entries())
    if (count === sought.length && (!allowed || allowed[document]))
      documents.push({ document, promise: promiseOf(index, sought, phrases, document) });
  return documents.sort((one, other) => other.promise - one.promise || one.document - other.document);
}

/**
 * The most that a document can be worth.
 * @param {import("./index.js").Index} index
 * @param {import("./candidates.js").Sought[]} sought
 * @param {Uint8Array | null} phrases
 * @param {number} document
 */
function promiseOf(index, sought, phrases, document) {
  const best = sought.map(() => 0);
  const typed = sought.map(({ term }) => !term.bases.length);
  let closest = 0;
  for (let unit = index.starts[document]; unit < index.starts[document + 1]; unit++) {
    let all = sought.length > 1;
    for (const [place, one] of sought.entries()) {
      if (one.flags[unit]) best[place] = Math.max(best[place], mostWorth(index, one, unit));
      if (one.flags[unit] & LITERAL) typed[place] = true;
      else all = false;
    }
    if (all) closest = Math.max(closest, phrases?.[unit] ? WORTH.phrase : WORTH.near);
  }
  const whole = closest + annotatedWorth(index, document) + (typed.every(Boolean) ? WORTH.typed : 0);
  return best.reduce((sum, one) => sum + one, whole);
}
