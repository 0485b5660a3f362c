/** Hits -> what is shown of them, with what is marked in it, and the address of the passage. */
import { fold, traced } from "./folding.js";

/** Characters that are shown of a passage before the first mark in it. */
const BEFORE = 40;
/** Characters around a passage that tell it from others like it in the address. */
const CONTEXT = 10;

/** A text, and places in it (UTF-16 units), ascending. @typedef {{ text: string, marks: [number, number][] }} Marked */

/**
 * @param {string} text
 * @param {string[]} folded What to mark in it, where it is.
 * @returns {Marked}
 */
export function markedIn(text, folded) {
  if (!folded.some((term) => fold(text).includes(term))) return { text, marks: [] };
  const { folded: inside, from } = traced(text);
  const marks = folded.flatMap((term) => {
    const place = inside.indexOf(term);
    return place < 0 ? [] : [/** @type {[number, number]} */ ([from[place], from[place + term.length]])];
  });
  return { text, marks: marks.sort(([one], [other]) => one - other) };
}

/** What a passage is shown and led to by. @typedef {{ excerpt: string, marks: [number, number][], title: string, heading: string }} Passage */

/**
 * @param {Passage} hit
 * @returns {[number, number] | null} Where the block of the first mark is; null where that is the title or the heading.
 */
function blockOf({ excerpt, marks, title, heading }) {
  const [start, end] = marks[0] ?? [0, 0];
  const lineStart = excerpt.lastIndexOf("\n", start - 1) + 1;
  const lineBreak = excerpt.indexOf("\n", end);
  const lineEnd = lineBreak < 0 ? excerpt.length : lineBreak;
  const line = excerpt.slice(lineStart, lineEnd);
  return line === title || line === heading ? null : [lineStart, lineEnd];
}

/**
 * The block of the first mark, as far as there is `room` for it; nothing where that is the title or the heading, which
 * stand above.
 * @param {Passage} hit
 * @param {number} room Characters.
 * @returns {Marked}
 */
export function passageOf(hit, room) {
  const block = blockOf(hit);
  if (!block) return { text: "", marks: [] };
  const { excerpt, marks } = hit;
  const [lineStart, lineEnd] = block;
  const start = marks[0]?.[0] ?? 0;
  const cut = Math.max(lineStart, start - BEFORE);
  // Not in the midst of a word, where words have spaces between them.
  const half = cut > lineStart && /^\w*\s/u.exec(excerpt.slice(cut - 1, start));
  const from = half ? cut - 1 + half[0].length : cut;
  const text = excerpt.slice(from, Math.min(lineEnd, from + room));
  const before = from > 0 && excerpt[from - 1] !== "\n" ? "… " : "";
  const after = from + text.length < lineEnd ? " …" : "";
  const inside = marks.filter(([first, last]) => first >= from && last <= from + text.length);
  const shift = before.length - from;
  return { text: before + text + after, marks: inside.map(([first, last]) => [first + shift, last + shift]) };
}

/**
 * The address of the passage itself: browsers scroll to it and mark it. Where one does not, or the passage has changed,
 * the heading or the annotation that it belongs to is shown. A title or a heading is led to by its id: its words also stand
 * in tables of contents.
 * Source: WICG, URL Fragment Text Directives.
 * @param {Passage & { url: string }} hit
 */
export function addressOf(hit) {
  const { url, excerpt, marks } = hit;
  const address = url.includes("#") ? url : `${url}#`;
  const block = blockOf(hit);
  if (!marks.length || !block) return address;
  const [lineStart, lineEnd] = block;
  const [start, end] = marks[0];
  const before = excerpt.slice(lineStart, start);
  const after = excerpt.slice(end, lineEnd);
  const passage = excerpt.slice(start, end);
  if (passage.includes("\n")) return address; // browsers find no passage that goes on after a `<br>`
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
