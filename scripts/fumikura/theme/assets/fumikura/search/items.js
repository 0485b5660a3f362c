/** Hits -> what Material's list of results shows: items by document, as HTML in which nothing of a text is markup. */
import { addressOf, markedIn, passageOf } from "./passages.js";

/** Characters of a passage that the list shows. */
const ROOM_IN_LIST = 140;
const ESCAPES = /** @type {Record<string, string>} */ ({
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
});

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]);

/**
 * @param {import("./answers.js").Answer} answer
 * @param {import("./query.js").Term[]} terms
 * @param {typeof import("./words.js").WORDS} words What the list says: the worker has them already.
 */
export function itemsOf({ hits, total, exact }, terms, words) {
  /** @type {Map<string, import("./worker.js").Item[]>} */
  const documents = new Map();
  const folded = terms.filter((term) => !term.without).map((term) => term.folded);
  for (const [place, hit] of hits.entries()) {
    const [address] = hit.url.split("#");
    // Falling: Material puts what is worth less than its first item behind a button, and Enter leads to what is worth most.
    const score = hits.length - place;
    /** @type {import("./worker.js").Item} */
    const item = { location: address, title: html(markedIn(hit.title, folded)), text: "", score, terms: {} };
    // How many pages there are, beside those in the list, has no place in Material's messages: `page.js` reads it here.
    if (!place) item.title += `<span hidden data-fk-total="${total}"${exact ? "" : " data-fk-most"}></span>`;
    const items = documents.get(address) ?? [item];
    documents.set(address, items);
    const kind = words[/** @type {keyof typeof words} */ (hit.kind)] ?? hit.kind;
    const otherForm = hit.marks.length && !hit.exact ? (hit.near ? words.nearSpelling : words.otherForm) : "";
    const fields = hit.fields.map(([name, value]) => `${words[name]}: ${value}`);
    const tags = [kind, hit.site, hit.date.slice(0, 10), otherForm, ...fields].filter(Boolean).map(escaped);
    const passage = passageOf(hit, ROOM_IN_LIST);
    if (!passage.text && !hit.heading) item.tags = tags;
    else {
      const title = html(markedIn(hit.heading, folded));
      const score = items[0].score + 0.5;
      items.push({ ...item, location: addressOf(hit), title, text: html(passage), score, tags });
    }
  }
  return [...documents.values()];
}

/** @param {import("./passages.js").Marked} marked */
function html({ text, marks }) {
  let html = "";
  let done = 0;
  for (const [start, end] of marks) {
    if (start < done) continue;
    html += `${escaped(text.slice(done, start))}<mark>${escaped(text.slice(start, end))}</mark>`;
    done = end;
  }
  return html + escaped(text.slice(done));
}
