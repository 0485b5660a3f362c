/**
 * An annotation <-> the text of its file, byte for byte as `annotations.py` and `front_matter.py` write it: YAML 1.1
 * with PyYAML's own choice of quotes, so that a second writer changes nothing.
 */

/**
 * What an annotation says, in the order in which the file has it.
 * @typedef {object} Header
 * @property {string} [quote]
 * @property {string} [prefix]
 * @property {string} [suffix]
 * @property {number} [start]
 * @property {string} [text]
 * @property {string} [by]
 * @property {string} [created]
 * @property {string} [motivation]
 * @property {string[]} [tags]
 * @property {string} [reply_to]
 */

const ORDER = "quote prefix suffix start text by created modified motivation tags reply_to".split(" ");

/** Plain scalars that a YAML 1.1 reader takes for something else than text: https://yaml.org/type/ */
const NO_TEXT = new RegExp(
  "^(?:" +
    [
      "yes|no|true|false|on|off|null",
      "~|=|<<",
      String.raw`[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][\d_]*(?::[0-5]?\d)*|0x[\da-f_]+)`,
      String.raw`[-+]?\d[\d_]*\.[\d_]*(?:e[-+]\d+)?|\.\d[\d_]*(?:e[-+]\d+)?`,
      String.raw`[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.inf|\.nan`,
      String.raw`\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:t|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:z|[-+]\d\d?(?::\d\d)?))?`,
    ].join("|") +
    ")$",
  "i",
);
/** Words of these are text again when their case is mixed: `nO`. */
const MIXED = /^(?!(?:[A-Z]?[a-z]*|[A-Z]*)$)[A-Za-z]+$/;
const BREAK = "\n\x85\u2028\u2029";
const ENDS_WORD = `(?=[\\0 \\t\\r${BREAK}]|$)`;
const STRUCTURE = new RegExp(
  `^(?:---|\\.\\.\\.|[#,[\\]{}&*!|>'"%@\`]|[?:-]${ENDS_WORD})|:${ENDS_WORD}|[\\0 \\t\\r${BREAK}]#|^[ ${BREAK}]|[ ${BREAK}]$`,
);
/** Said as what it is, not as what it is not: V8 leaves U+10FFFF out of `[^\u{10000}-\u{10fffe}]`. */
const SPECIAL = /[\0-\t\v-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u{10ffff}]/u;
const SPACED_BREAK = new RegExp(` [${BREAK}]|[${BREAK}] `);
const ESCAPED = /["\\\x85\u2028\u2029]|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/gu;
/** @type {Record<string, string>} */
const ESCAPES = {
  ...{ "\0": "0", "\x07": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e" },
  ...{ '"': '"', "\\": "\\", "\x85": "N", "\u2028": "L", "\u2029": "P" },
};
/** Opening line, header, closing line, comment. */
const FILE = /^(\ufeff?---[ \t]*\r?\n)([^]*?)^((?:---|\.\.\.)[ \t]*(?:\r?\n|$))([^]*)$/m;
/** White space as Python's `str.strip` knows it. */
const STRIPPED = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const STRIP = new RegExp(`^${STRIPPED}|${STRIPPED}$`, "g");

/**
 * The whole file.
 *
 * @param {Header} header Values as `oneLine` and `labels` make them; empty ones are left out.
 * @param {string} comment Markdown.
 */
export function annotationFile(header, comment) {
  /** @type {Record<string, unknown>} */
  const values = { motivation: "commenting", ...header };
  return `---\n${ORDER.map((key) => entry(key, values[key])).join("")}---\n${body(comment)}`;
}

/**
 * `file` with another comment and other values for some keys (an empty one removes its key), and no other line touched.
 *
 * @param {string} file
 * @param {Record<string, string | string[]>} changes
 * @param {string} comment
 * @returns {string | null} Null where the file is none that this can change.
 */
export function changedFile(file, changes, comment) {
  const match = FILE.exec(file);
  if (!match) return null;
  const [, opening, header, closing, old] = match;
  const end = opening.endsWith("\r\n") ? "\r\n" : "\n";
  let lines = header;
  for (const [key, value] of Object.entries(changes)) {
    const now = entry(key, value).replaceAll("\n", end);
    // A key with all lines under it that cannot begin another key.
    const place = new RegExp(`^(["']?)${key}\\1[ \\t]*:.*\\n(?:(?:[ \\t]|- |-$|\\r?$).*\\n)*`, "m");
    lines = place.test(lines) ? lines.replace(place, () => now) : lines + now;
  }
  return opening + lines + closing + (said(comment) === said(old) ? old : body(comment).replaceAll("\n", end));
}

/** The comment of a file. @param {string} file */
export function commentOf(file) {
  return said(FILE.exec(file)?.[4] ?? "");
}

/** @param {string} text */
function said(text) {
  return text.replaceAll("\r\n", "\n").replace(STRIP, "");
}

/** @param {string} comment */
function body(comment) {
  const text = comment.replace(STRIP, "");
  return text && `${text}\n`;
}

/** @param {string} key @param {unknown} value */
function entry(key, value) {
  if (value === undefined || value === null || value === "") return "";
  if (Array.isArray(value))
    return value.length ? `${key}:\n${value.map((one) => "  - " + scalar(one, 4) + "\n").join("")}` : "";
  const text = String(value);
  return `${key}: ${typeof value === "number" || isDay(text) ? text : scalar(text, 2)}\n`;
}

/** A day stands without quotes, as a YAML date. @param {string} text */
function isDay(text) {
  const day = new Date(text);
  return /^(?!0000)\d{4}-\d\d-\d\d$/.test(text) && !isNaN(+day) && day.toISOString().startsWith(text);
}

/**
 * @param {string} text Not empty.
 * @param {number} indent Of the lines of a text with line breaks.
 */
function scalar(text, indent) {
  if (SPECIAL.test(text) || SPACED_BREAK.test(text)) return `"${text.replace(ESCAPED, escape)}"`;
  const broken = new RegExp(`[${BREAK}]+`, "g");
  if (!STRUCTURE.test(text) && !broken.test(text) && (!NO_TEXT.test(text) || MIXED.test(text))) return text;
  const lines = text.replaceAll("'", "''").replace(broken, (run) => {
    return (run[0] === "\n" ? "\n" : "") + run + " ".repeat(indent);
  });
  return `'${lines}'`;
}

/** @param {string} char */
function escape(char) {
  if (ESCAPES[char]) return `\\${ESCAPES[char]}`;
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
  return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
}

/** `shapes.one_line`: no control or direction-changing characters. @param {string} text */
export function oneLine(text) {
  const kept = text.replace(/[\t\n\r]/g, " ").replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "");
  return kept.replace(/[ \xa0]+/g, " ").replace(STRIP, "");
}

/** `shapes.split_labels`: tags as people type them. @param {string} text */
export function labels(text) {
  return [
    ...new Set(
      text
        .split(/[,、，]/)
        .map(oneLine)
        .filter(Boolean),
    ),
  ];
}
