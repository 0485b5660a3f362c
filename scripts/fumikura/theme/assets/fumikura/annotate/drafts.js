/**
 * What a reader has begun to write, kept in their own browser until it is sent or thrown away; and their pen name.
 * Storage may be missing, forbidden or full: then nothing is kept, and `keep` says so.
 */

/**
 * @typedef {object} Draft
 * @property {"highlighting" | "commenting" | "questioning" | "replying" | "edit" | "delete"} kind
 * @property {import("./canonical.js").Passage} [passage] What a new annotation is about.
 * @property {string} [text] Hash of the canonical text that the passage is of.
 * @property {string} [target] The annotation that is answered, changed or removed.
 * @property {string} id Of a new annotation.
 * @property {string} created
 * @property {string} [to] Who is answered.
 * @property {string} [about] What is answered or removed.
 * @property {string} [file] The file that is changed, as it was.
 * @property {string} [oldTags] Its tags.
 * @property {string} comment
 * @property {string} tags As they were typed.
 */

const PEN_NAME = "fumikura.by";
/** For where no storage is. */
let typed = "";

/** @param {string} article */
const place = (article) => `fumikura.draft.${article}.`;

/** @param {string} article @param {Draft} draft @returns {boolean} Whether it is kept. */
export function keep(article, draft) {
  return stored(() => localStorage.setItem(place(article) + draft.id, JSON.stringify(draft)));
}

/** All drafts on an article, the oldest first. @param {string} article @returns {Draft[]} */
export function kept(article) {
  const names = read(() => Object.keys(localStorage)) ?? [];
  const own = names.filter((name) => name.startsWith(place(article))).sort();
  const drafts = own.map((name) => read(() => JSON.parse(localStorage[name])));
  return drafts.filter((draft) => typeof draft?.comment === "string");
}

/** @param {string} article @param {Draft} draft */
export function discard(article, draft) {
  stored(() => localStorage.removeItem(place(article) + draft.id));
}

/** The draft whose editor was open when the page went, so that a reload opens it again. @param {string} article */
export function openOne(article) {
  const id = read(() => sessionStorage.getItem(place(article)));
  return kept(article).find((draft) => draft.id === id);
}

/** @param {string} article @param {Draft | null} draft */
export function setOpen(article, draft) {
  stored(() => sessionStorage.setItem(place(article), draft?.id ?? ""));
}

export function penName() {
  return typed || (read(() => localStorage.getItem(PEN_NAME)) ?? "");
}

/** @param {string} name */
export function rememberPenName(name) {
  typed = name;
  stored(() => localStorage.setItem(PEN_NAME, name));
}

/** @template Value @param {() => Value} get Even naming a forbidden storage throws. */
function read(get) {
  try {
    return get();
  } catch {
    return null; // no storage, or something written by others: nothing was kept
  }
}

/** @param {() => void} write */
function stored(write) {
  try {
    write();
    return true;
  } catch {
    return false; // no storage, or a full one: the caller tells the reader
  }
}
