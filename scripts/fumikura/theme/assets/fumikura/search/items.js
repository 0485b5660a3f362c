/** Hits -> what Material's list of results shows: items by document, as HTML in which nothing of a text is markup. */
import { fold, traced } from "./folding.js";

/** Characters of a passage that the list shows, and before the mark in it. */
const ROOM = 140;
const BEFORE = 40;
/** Characters around a passage that tell it from others like it in the address. */
const CONTEXT = 10;
const ESCAPES = /** @type {Record<string, string>} */ ({
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
});

/** @typedef {import("./hits.js").Hit} Hit */

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]);

/**
 * @param {{ hits: Hit[] }} answer
 * @param {import("./query.js").Term[]} terms
 * @param {typeof import("./words.js").WORDS} words What the list says: the worker has them already.
 */
export function itemsOf({ hits }, terms, words) {
  /** @type {Map<string, import("./worker.js").Item[]>} */
  const documents = new Map();
  const folded = terms.filter((term) => !term.without).map((term) => term.folded);
  for (const [place, hit] of hits.entries()) {
    const [address] = hit.url.split("#");
    // Falling: Material puts what is worth less than its first item behind a button, and Enter leads to what is worth most.
    const score = hits.length - place;
    /** @type {import("./worker.js").Item} */
    const item = { location: address, title: marked(hit.title, folded), text: "", score, terms: {} };
    const items = documents.get(address) ?? [item];
    documents.set(address, items);
    const kind = words[/** @type {keyof typeof words} */ (hit.kind)] ?? hit.kind;
    const otherForm = hit.marks.length && !hit.exact ? (hit.near ? words.nearSpelling : words.otherForm) : "";
    const fields = hit.fields.map(([name, value]) => `${words[name]}: ${value}`);
    const tags = [kind, hit.site, hit.date.slice(0, 10), otherForm, ...fields].filter(Boolean).map(escaped);
    const text = passage(hit);
    if (!text && !hit.heading) item.tags = tags;
    else {
      const title = marked(hit.heading, folded);
      items.push({ ...item, location: locationOf(hit), title, text, score: items[0].score + 0.5, tags });
    }
  }
  return [...documents.values()];
}

/**
 * The block of the first mark, as far as the list has room for it; nothing where that is the title, which stands above.
 * @param {Hit} hit
 */
function passage({ excerpt, marks, title }) {
  const [start, end] = marks[0] ?? [0, 0];
  const lineStart = excerpt.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = excerpt.indexOf("\n", end);
  const line = excerpt.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  if (line === title) return "";
  const from = Math.max(lineStart, start - BEFORE);
  const text = excerpt.slice(from, Math.min(lineStart + line.length, from + ROOM));
  /** @type {[number, number][]} */
  const inside = marks.map(([first, last]) => [first - from, last - from]);
  const cut = [from > 0 && excerpt[from - 1] !== "\n", from + text.length < lineStart + line.length];
  const shown = highlighted(
    text,
    inside.filter(([first, last]) => first >= 0 && last <= text.length),
  );
  return `${cut[0] ? "… " : ""}${shown}${cut[1] ? " …" : ""}`;
}

/**
 * @param {string} text
 * @param {[number, number][]} marks Ascending.
 */
function highlighted(text, marks) {
  let html = "";
  let done = 0;
  for (const [start, end] of marks) {
    if (start < done) continue;
    html += `${escaped(text.slice(done, start))}<mark>${escaped(text.slice(start, end))}</mark>`;
    done = end;
  }
  return html + escaped(text.slice(done));
}

/**
 * @param {string} text
 * @param {string[]} folded What to mark in it, where it is.
 */
function marked(text, folded) {
  if (!folded.some((term) => fold(text).includes(term))) return escaped(text);
  const { folded: inside, from } = traced(text);
  /** @type {[number, number][]} */
  const marks = [];
  for (const term of folded) {
    const place = inside.indexOf(term);
    if (place >= 0) marks.push([from[place], from[place + term.length]]);
  }
  return highlighted(
    text,
    marks.sort(([one], [other]) => one - other),
  );
}

/**
 * The address of the passage itself: browsers scroll to it and mark it. Where one does not, or the passage has changed,
 * the heading or the annotation that it belongs to is shown.
 * Source: WICG, URL Fragment Text Directives.
 * @param {Hit} hit
 */
function locationOf({ url, excerpt, marks }) {
  const address = url.includes("#") ? url : `${url}#`;
  if (!marks.length) return address;
  const [start, end] = marks[0];
  const lineStart = excerpt.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = excerpt.indexOf("\n", end);
  const before = excerpt.slice(lineStart, start);
  const after = excerpt.slice(end, lineEnd < 0 ? undefined : lineEnd);
  const passage = excerpt.slice(start, end);
  const words = boundaries(before + passage + after);
  const from = words.filter((place) => place <= start - lineStart - CONTEXT).at(-1) ?? 0;
  const to = words.find((place) => place >= end - lineStart + CONTEXT) ?? Infinity;
  const prefix = (before + passage).slice(from, start - lineStart).trim();
  const suffix = after.slice(0, Math.max(0, to - (end - lineStart))).trim();
  const texts = [prefix && `${directive(prefix)}-`, directive(passage), suffix && `-${directive(suffix)}`];
  return `${address}:~:text=${texts.filter(Boolean).join(",")}`;
}

/** @param {string} text */
const boundaries = (text) => [
  ...[...new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)].map(({ index }) => index),
  text.length,
];

/** @param {string} text May have half a character at its ends, which no address can have. */
const directive = (text) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, "")).replaceAll("-", "%2D");
