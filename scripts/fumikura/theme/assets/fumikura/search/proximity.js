/** How close to each other several terms stand in a text. */
import { wordsIn } from "./inflections.js";
import { WORTH } from "./ranking.js";

/** Characters between terms that are near each other, for each gap. */
const NEAR = 30;
/** Places of a term that are compared. */
const MOST_PLACES = 200;

/** @typedef {{ start: number, end: number }} Span */

/**
 * @param {string} folded
 * @param {import("./query.js").Term} term
 * @returns {Span[]} In order.
 */
function spansOf(folded, term) {
  /** @type {Span[]} */
  const spans = wordsIn(term.bases.length ? folded : "")
    .filter(({ base }) => term.bases.includes(base))
    .map(({ start, word }) => ({ start, end: start + word.length }));
  const starts = new Set(spans.map(({ start }) => start));
  for (let start = term.near ? -1 : folded.indexOf(term.folded); start >= 0;) {
    if (!starts.has(start)) spans.push({ start, end: start + term.folded.length });
    start = spans.length < MOST_PLACES ? folded.indexOf(term.folded, start + 1) : -1;
  }
  return spans.sort((one, other) => one.start - other.start).slice(0, MOST_PLACES);
}

/**
 * @param {string} folded
 * @param {import("./query.js").Term[]} terms All of them in the text.
 * @returns {{ worth: number, places: (Span | undefined)[] }} What it is worth that they are so close, and where they are.
 */
export function closestOf(folded, terms) {
  const all = terms.map((term) => spansOf(folded, term));
  if (all.some((spans) => !spans.length)) return { worth: WORTH.together, places: [] };
  for (const first of all[0]) {
    const places = [first];
    for (const spans of all.slice(1)) {
      const { end } = places[places.length - 1];
      const next = spans.find(({ start }) => start === end || (start === end + 1 && /\s/.test(folded[end])));
      if (next) places.push(next);
    }
    if (places.length === terms.length) return { worth: WORTH.phrase, places };
  }
  const places = narrowest(all);
  const length = places.reduce((sum, { start, end }) => sum + end - start, 0);
  const room = Math.max(...places.map(({ end }) => end)) - Math.min(...places.map(({ start }) => start)) - length;
  return { worth: room <= NEAR * (terms.length - 1) ? WORTH.near : WORTH.together, places };
}

/**
 * @param {Span[][]} all For each term where it stands, in order.
 * @returns {Span[]} One of each, within as few characters as can be.
 */
function narrowest(all) {
  const at = all.map(() => 0);
  let best = all.map((spans) => spans[0]);
  for (let least = Infinity; ;) {
    const places = all.map((spans, term) => spans[at[term]]);
    const starts = places.map(({ start }) => start);
    const first = starts.indexOf(Math.min(...starts));
    const room = Math.max(...places.map(({ end }) => end)) - starts[first];
    if (room < least) [best, least] = [places, room];
    if (++at[first] === all[first].length) return best;
  }
}
