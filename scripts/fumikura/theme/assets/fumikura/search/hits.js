/** What is found -> what a reader or another script is told of it. */
import { fold, traced } from "./folding.js";
import { ANNOTATION, HEADINGS, TEXT, TITLE } from "./kinds.js";

/** Characters before a mark in an excerpt; four times as many are in it. */
const AROUND = 60;

/**
 * `by`: who wrote the annotation; `exact`: whether all is there as it was typed; `near`: whether a word of like spelling is
 * there instead; `fields`: what was found that is no text: `[author, site, tag, by or reading, its value]`.
 * @typedef {{ url: string, title: string, kind: string, by: string, heading: string, excerpt: string, marks: [number, number][],
 *   fields: [Field, string][], score: number, site: string, authors: string[], tags: string[], date: string, exact: boolean,
 *   near: boolean, remarks?: import("./remarks.js").Remarks }} Hit
 * @typedef {"author" | "site" | "tag" | "by" | "reading"} Field
 */

/** @typedef {import("./matching.js").Found} Found */

/**
 * @param {import("./index.js").Index} index
 * @param {{ document: number, hits: Found[], score: number }} answer `hits`: one for each term.
 * @param {import("./query.js").Term[]} terms
 * @param {number} instead The unit that is shown where nothing was looked for.
 * @returns {Promise<Hit>}
 */
export async function hitOf(index, { document, hits, score }, terms, instead) {
  const shown = hits.find((hit) => index.kinds[hit.unit] !== TITLE) ?? hits[0];
  const unit = await index.unit(shown?.unit ?? instead);
  const about = await index.described(document);
  const kind = index.kinds[shown?.unit ?? instead];
  const text = shown?.text ?? unit.x ?? "";
  const own = hits.filter((hit) => hit.unit === shown?.unit && hit.end > hit.start);
  const { excerpt, marks, place } = excerptOf(text, own, shown?.start ?? 0, AROUND, AROUND * 4);
  const line = text.slice(0, place).split("\n").length - 1;
  const fragment = unit.a ?? (kind === HEADINGS ? unit.f?.[line] : unit.f);
  const fields = await Promise.all(hits.map((hit, term) => fieldOf(index, document, hit, terms[term])));
  return {
    url: about.u + (fragment ? `#${fragment}` : ""),
    title: about.t,
    kind: kind === ANNOTATION ? "annotation" : about.k,
    by: unit.by ?? "",
    heading: kind === HEADINGS ? text.split("\n")[line] : (unit.h ?? ""),
    excerpt,
    marks,
    fields: fields.filter((field) => field !== null),
    score,
    site: about.s ?? "",
    authors: about.a ?? [],
    tags: about.g ?? [],
    date: about.d ?? "",
    exact: hits.every((hit) => hit.exact),
    near: terms.some((term) => term.near),
  };
}

/**
 * The place of what was found, and what is shown around it. Only of what is shown: it takes a while.
 * @param {string} text
 * @param {{ start: number, end: number }[]} found What is marked in it; numbers are places in the folded text.
 * @param {number} first Where it is shown from.
 * @param {number} before Characters that are shown before that.
 * @param {number} length Characters that are shown.
 * @returns {{ excerpt: string, marks: [number, number][], place: number }}
 */
export function excerptOf(text, found, first, before, length) {
  const { from } = traced(text);
  const start = Math.max(0, from[first] - before);
  const excerpt = shownText(text.slice(start, start + length));
  const marks = found
    .map((one) => /** @type {[number, number]} */ ([from[one.start] - start, from[one.end] - start]))
    .filter(([begin, end]) => begin >= 0 && end <= excerpt.length)
    .sort(([one], [other]) => one - other);
  return { excerpt, marks, place: from[first] };
}

/** @param {string} text As the index has it. @returns {string} The same with its breaks as they are shown. */
const shownText = (text) => text.replaceAll("\u2028", "\n").replaceAll("\u2029", " ");

/**
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {Found} hit
 * @param {import("./query.js").Term} term
 * @returns {Promise<[Field, string] | null>} Name and value of what is not text, where that was found.
 */
async function fieldOf(index, document, hit, term) {
  if (hit.end) return null;
  const { a: author = [], s: site, g: tag = [] } = await index.described(document);
  const { m: readings = "", by = "" } = await index.unit(hit.unit);
  /** @type {Partial<Record<Field, string[]>>} */
  const own = { author, site: [site ?? ""], tag };
  const ofUnit = { [TEXT]: { reading: readings.split("\n") }, [ANNOTATION]: { by: [by] } }[index.kinds[hit.unit]];
  for (const [name, values] of Object.entries(ofUnit ?? own)) {
    const value = values.find((/** @type {string} */ one) => fold(one).includes(term.folded));
    if (value) return [/** @type {Field} */ (name), value];
  }
  return null;
}
