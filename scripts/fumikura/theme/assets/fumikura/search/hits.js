/** What is found -> what a reader or another script is told of it. */
import { traced } from "./folding.js";

/** Characters before a mark in an excerpt; four times as many are in it. */
const AROUND = 60;

/**
 * @typedef {{ url: string, title: string, kind: string, heading: string, excerpt: string, marks: [number, number][],
 *   score: number, site: string, date: string, exact: boolean }} Hit
 */

/**
 * @param {import("./index.js").Index} index
 * @param {{ document: number, hits: import("./matching.js").Found[], score: number }} answer
 * @returns {Promise<Hit>}
 */
export async function hitOf(index, { document, hits, score }) {
  const about = await index.described(document);
  const start = index.starts[document];
  const shown = hits.find((hit) => hit.unit !== start) ?? hits[0];
  const unit = await index.unit(shown ? shown.unit : Math.min(start + 1, index.starts[document + 1] - 1));
  const text = shown?.text ?? unit.x ?? "";
  const places = traced(text).from; // only here: of most hits nobody sees the place
  const from = Math.max(0, places[shown?.start ?? 0] - AROUND);
  const excerpt = text.slice(from, from + AROUND * 4);
  const marks = hits
    .filter((hit) => hit.unit === shown?.unit && hit.end > hit.start)
    .map((hit) => /** @type {[number, number]} */ ([places[hit.start] - from, places[hit.end] - from]))
    .filter(([begin, end]) => begin >= 0 && end <= excerpt.length)
    .sort(([one], [other]) => one - other);
  return {
    url: about.u + (unit.a || unit.f ? `#${unit.a || unit.f}` : ""),
    title: about.t,
    kind: unit.a ? "annotation" : about.k,
    heading: unit.h ?? "",
    excerpt,
    marks,
    score,
    site: about.s ?? "",
    date: about.d ?? "",
    exact: hits.every((hit) => hit.exact),
  };
}
