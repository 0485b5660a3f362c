/** What is found -> what a reader or another script is told of it. */
import { traced } from "./folding.js";

/** Characters before a mark in an excerpt; four times as many are in it. */
const AROUND = 60;

/**
 * @typedef {{ url: string, title: string, kind: string, by: string, heading: string, excerpt: string, marks: [number, number][],
 *   score: number, site: string, authors: string[], tags: string[], date: string, exact: boolean, remarks?: import("./remarks.js").Remark[] }} Hit
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
  const { heading, fragment } = shown && unit.n ? headingAt(unit, places[shown.start]) : placeOfUnit(unit);
  return {
    url: about.u + (fragment ? `#${fragment}` : ""),
    title: about.t,
    kind: unit.a ? "annotation" : about.k,
    by: unit.by ?? "",
    heading,
    excerpt,
    marks,
    score,
    site: about.s ?? "",
    authors: about.a ?? [],
    tags: about.g ?? [],
    date: about.d ?? "",
    exact: hits.every((hit) => hit.exact),
  };
}

/** @param {import("./index.js").Unit} unit */
const placeOfUnit = (unit) => ({ heading: unit.h ?? "", fragment: unit.a ?? unit.f ?? "" });

/**
 * @param {import("./index.js").Unit} unit The beginning of a document: its title, then its headings, one a line.
 * @param {number} place In the text.
 */
function headingAt({ x: text = "", i: ids = [] }, place) {
  const number = text.slice(0, place).split("\n").length - 1;
  if (!number) return { heading: "", fragment: "" };
  return { heading: text.split("\n")[number], fragment: ids[number - 1] ?? "" };
}
