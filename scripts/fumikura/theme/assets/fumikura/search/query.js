/** What a reader types -> what is looked for. */
import { firm, fold, plain } from "./folding.js";
import { baseForm } from "./inflections.js";

/** Characters of a query that are read; more is no search but a text that was pasted. */
export const LONGEST = 1000;
const MOST_TERMS = 20;
/** A word, or up to three with hyphens between them: what `search_index/inflections.py` calls a word. */
const WORD_TYPED = /^[a-z]+(?:'[a-z]+)*(?:-[a-z]+(?:'[a-z]+)*){0,2}$/;
const TOKEN = /(-?)(?:(tag|site|author|by|lang|in|kind|year|before|after):)?(?:"([^"]*)"?|([^\s"]+))/giu;

/**
 * One thing to find. `plain`: as typed but for width and case; `folded`: as it is compared; `firm`: as it is looked up;
 * `bases`: what the forms of an English word share, where any form will do; `near`: whether it is no word that was typed but
 * others of like spelling.
 * @typedef {{ plain: string, folded: string, firm: string, bases: string[], near: boolean, without: boolean }} Term
 */

/** @typedef {{ name: string, value: string, without: boolean }} Filter */

/**
 * @param {string} text
 * @returns {{ terms: Term[], filters: Filter[] }}
 */
export function parsed(text) {
  /** @type {Term[]} */
  const terms = [];
  /** @type {Filter[]} */
  const filters = [];
  for (const [, minus, name, quoted, bare] of text.slice(0, LONGEST).matchAll(TOKEN)) {
    const words = (quoted ?? bare).trim();
    if (name) {
      if (words) filters.push({ name: name.toLowerCase(), value: words, without: Boolean(minus) });
      continue;
    }
    const folded = fold(words);
    if (!folded.trim() || terms.length === MOST_TERMS) continue;
    const isWord = quoted === undefined && WORD_TYPED.test(folded) && folded.length > 2;
    const bases = isWord ? [baseForm(folded.replaceAll("-", ""))] : [];
    terms.push({
      plain: plain(words),
      folded,
      firm: firm(words) || folded,
      bases,
      near: false,
      without: Boolean(minus),
    });
  }
  return { terms, filters };
}
