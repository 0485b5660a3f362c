// A page's file <-> what its form shows. What nobody has changed is written back as it stood, byte for byte.

/** @typedef {Record<string, unknown>} Data the fields of a form, by their names */

/** Name of the field that carries the file as it was read. */
export const FILE = "fumikura_file";
/** Name of the field by which lists tell annotations from the articles that they lie beside: they have no title. */
export const KIND = "fumikura_kind";

const HEADER = /^(\uFEFF?---[ \t]*\r?\n)([\s\S]*?)(^---[ \t]*(?:\r?\n|$))/mu;
const KEY = /^([^\s#'"[\]{}&*!|>%@`,?-][^:\r\n]*):(?=[ \t\r\n]|$)/u;
const ITEM = /[ \t]*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,[\]{}"'#&*!|>%@`][^,[\]{}]*?)[ \t]*(?:,|$)/uy;
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n|~|<<|=|[-+.]?\d.*|[-+]?\.(?:inf|nan))$/iu;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const LISTED = /^[ ]*-[ ]+(.*)$/u;
const SINGLE = /^'(?:[^']|'')*'$/u;
const DOUBLE = /^"(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*"$/u;
const INDICATOR = /^[&*!|>%@`"'[\]{}#,?-]/u;
const MAPPED = /:(?:\s|$)|\s#/u;
const CONTROL = /[\p{Cc}\u2028\u2029\uFEFF]/u;

/**
 * What the form shows of a file. A value that is written in a way that is not understood here is left out, and so
 * stays as it is.
 * @param {string} file
 * @param {readonly string[]} lists names of the fields that are lists
 * @returns {Data}
 */
export function readPage(file, lists) {
  const { blocks, body } = parts(file);
  /** @type {Data} */
  const data = {};
  for (const { key, text } of blocks) {
    const value = valueOf(text, lists.includes(key));
    if (value !== undefined) data[key] = value;
  }
  return { ...data, body, [FILE]: file, [KIND]: "title" in data ? "page" : "annotation" };
}

/**
 * The file for what the form shows now.
 * @param {Data} data
 * @param {readonly string[]} lists
 * @returns {string}
 */
export function writePage(data, lists) {
  const file = String(data[FILE] ?? "");
  const { start, blocks, end, body } = parts(file);
  const before = readPage(file, lists);
  const ending = file.includes("\r\n") ? "\r\n" : "\n";
  const written = blocks.map(({ key, text }) => (same(before[key], data[key]) ? text : block(key, data[key], ending)));
  const known = new Set([...blocks.map(({ key }) => key), "body", FILE, KIND]);
  const added = Object.keys(data).filter((key) => !known.has(key));
  written.push(...added.map((key) => block(key, data[key], ending)));
  const lines = written.join("");
  const header = lines || start ? (start || `---${ending}`) + lines + (end || `---${ending}`) : "";
  return header + (data["body"] === before["body"] ? body : bodyOf(data["body"], ending));
}

/**
 * @param {string} file
 * @returns {{ start: string, blocks: { key: string, text: string }[], end: string, body: string }}
 */
function parts(file) {
  const match = HEADER.exec(file);
  if (!match || match.index > 0) return { start: "", blocks: [], end: "", body: file };
  const [whole, start = "", header = "", end = ""] = match;
  /** @type {{ key: string, text: string }[]} */
  const blocks = [];
  for (const line of header.match(/[^\n]*\n|[^\n]+$/gu) ?? []) {
    const key = KEY.exec(line)?.[1];
    const last = blocks.at(-1);
    if (key === undefined && last) last.text += line;
    else blocks.push({ key: key?.trim() ?? "", text: line });
  }
  return { start, blocks, end, body: file.slice(whole.length) };
}

/**
 * @param {string} text
 * @param {boolean} isList
 * @returns {string | string[] | undefined}
 */
function valueOf(text, isList) {
  const [first = "", ...more] = text.replace(KEY, "").split(/\r?\n/u);
  const rest = more.filter((line) => line.trim());
  const head = first.trim();
  if (rest.length) {
    const items = rest.map((line) => LISTED.exec(line)?.[1]);
    return head || items.includes(undefined) ? undefined : all(items.map((item) => scalar(item ?? "")));
  }
  if (head.startsWith("[") && head.endsWith("]")) return flow(head.slice(1, -1));
  const value = scalar(head);
  return isList && value !== undefined ? [value] : value;
}

/**
 * @param {string} text
 * @returns {string[] | undefined}
 */
function flow(text) {
  /** @type {(string | undefined)[]} */
  const items = [];
  ITEM.lastIndex = 0;
  while (ITEM.lastIndex < text.trimEnd().length) {
    const item = ITEM.exec(text);
    if (!item) return undefined;
    items.push(scalar(item[1] ?? ""));
  }
  return all(items);
}

/**
 * @param {(string | undefined)[]} items
 * @returns {string[] | undefined}
 */
function all(items) {
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? known : undefined;
}

/**
 * @param {string} text
 * @returns {string | undefined}
 */
function scalar(text) {
  const word = text.trim();
  if (SINGLE.test(word)) return word.slice(1, -1).replaceAll("''", "'");
  if (DOUBLE.test(word)) return JSON.parse(word);
  if (!word || INDICATOR.test(word) || MAPPED.test(word)) return undefined;
  return word;
}

/**
 * @param {unknown} one
 * @param {unknown} other
 * @returns {boolean}
 */
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * The lines of a field; none where it is empty.
 * @param {string} key
 * @param {unknown} value
 * @param {string} ending
 * @returns {string}
 */
function block(key, value, ending) {
  if (Array.isArray(value)) {
    const items = value.map((item) => String(item).trim()).filter(Boolean);
    return items.length ? [`${key}:`, ...items.map((item) => `  - ${quoted(item)}`), ""].join(ending) : "";
  }
  const text = String(value ?? "").trim();
  return text ? `${key}: ${quoted(text)}${ending}` : "";
}

/**
 * A string as Fumikura writes it in a header.
 * @param {string} text
 * @returns {string}
 */
function quoted(text) {
  if (CONTROL.test(text)) {
    return JSON.stringify(text).replace(/[\u007F-\u009F\u2028\u2029\uFEFF]/gu, (one) => {
      return `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
    });
  }
  if (DAY.test(text) || (scalar(text) === text && !RESERVED.test(text))) return text;
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * @param {unknown} value
 * @param {string} ending
 * @returns {string}
 */
function bodyOf(value, ending) {
  const text = String(value ?? "").replace(/\r?\n/gu, ending);
  return !text || text.endsWith(ending) ? text : text + ending;
}
