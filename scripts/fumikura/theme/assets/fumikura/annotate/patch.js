/**
 * A change to one file as a patch that `git am` takes: one mail of an mbox (RFC 4155), its body a unified diff.
 */

/**
 * `before` is null for a new file, `after` for one that goes.
 * @typedef {{ path: string, before: string | null, after: string | null, by: string, moment: Date }} Change
 */

const AROUND = 3;

/** @param {Change} change */
export function patchOf({ path, before, after, by, moment }) {
  const verb = before === null ? "Add" : after === null ? "Remove" : "Change";
  return [
    `From ${"0".repeat(40)} Mon Sep 17 00:00:00 2001`,
    `From: ${sender(by)} <annotation@fumikura.invalid>`,
    `Date: ${moment.toUTCString().replace("GMT", "+0000")}`,
    `Subject: [PATCH] ${verb} an annotation`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=UTF-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    "---",
    `diff --git a/${path} b/${path}`,
    ...(before === null ? ["new file mode 100644"] : after === null ? ["deleted file mode 100644"] : []),
    "--- " + (before === null ? "/dev/null" : "a/" + path),
    "+++ " + (after === null ? "/dev/null" : "b/" + path),
    `${hunk(linesOf(before ?? ""), linesOf(after ?? ""))}-- `,
    "fumikura",
    "",
  ].join("\n");
}

/**
 * A name as one encoded word (RFC 2047), which has at most 75 characters. Git refuses a name without a letter, and takes the
 * address instead of one with `@`, `<` or `>` or of more than 60 bytes.
 *
 * @param {string} by
 */
function sender(by) {
  const name = by.replace(/[@<>]/g, " ");
  if (!/[\p{L}\p{N}]/u.test(name)) return "anonymous";
  let word = "";
  for (const point of name) if (utf8(word + point).length <= 45) word += point;
  return `=?UTF-8?B?${btoa(String.fromCharCode(...utf8(word)))}?=`;
}

/** @param {string} text */
const utf8 = (text) => new TextEncoder().encode(text);

/** Each with its line break, where it has one. @param {string} text */
const linesOf = (text) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** @param {string[]} before @param {string[]} after */
function hunk(before, after) {
  const shorter = Math.min(before.length, after.length);
  let [head, tail] = [0, 0];
  while (head < shorter && before[head] === after[head]) head++;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const start = Math.max(0, head - AROUND);
  const rest = Math.max(0, tail - AROUND);
  /** @param {string[]} side */
  const span = (side) => {
    const count = side.length - rest - start;
    return `${count ? start + 1 : start},${count}`;
  };
  return [
    `@@ -${span(before)} +${span(after)} @@\n`,
    ...marked(" ", before.slice(start, head)),
    ...marked("-", before.slice(head, before.length - tail)),
    ...marked("+", after.slice(head, after.length - tail)),
    ...marked(" ", before.slice(before.length - tail, before.length - rest)),
  ].join("");
}

/** @param {string} sign @param {string[]} those */
function marked(sign, those) {
  return those.map((line) => sign + (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`));
}
