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
const place = (article) => `fumikura.draft.${article}`;

/** @param {string} article @param {Draft} draft @returns {boolean} Whether it is kept. */
export function keep(article, draft) {
  return stored(() => localStorage.setItem(place(article), JSON.stringify(draft)));
}

/** @param {string} article @returns {Draft | null} */
export function kept(article) {
  const draft = parsed(read(() => localStorage, place(article)));
  return draft && typeof draft.comment === "string" && typeof draft.kind === "string" ? draft : null;
}

/** @param {string} article */
export function discard(article) {
  stored(() => localStorage.removeItem(place(article)));
  setOpen(article, false);
}

/** Whether its editor was open when the page went, so that a reload opens it again. @param {string} article */
export function isOpen(article) {
  return read(() => sessionStorage, place(article)) !== null;
}

/** @param {string} article @param {boolean} open */
export function setOpen(article, open) {
  stored(() => (open ? sessionStorage.setItem(place(article), "1") : sessionStorage.removeItem(place(article))));
}

export function penName() {
  return typed || (read(() => localStorage, PEN_NAME) ?? "");
}

/** @param {string} name */
export function rememberPenName(name) {
  typed = name;
  stored(() => localStorage.setItem(PEN_NAME, name));
}

/** @param {() => Storage} storage Even naming a forbidden one throws. @param {string} key */
function read(storage, key) {
  try {
    return storage().getItem(key);
  } catch {
    return null; // no storage: nothing was kept
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

/** @param {string | null} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null; // written by something else
  }
}
