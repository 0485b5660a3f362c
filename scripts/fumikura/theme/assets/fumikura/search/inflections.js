/** English words -> what their inflected forms share: the rule of `search_index/inflections.py`, told there. */

export const WORD = /[a-z]+(?:'[a-z]+)*/g;
/** Words with hyphens between them; up to `MOST_JOINED` are read as one too. */
const HYPHENATED = /[a-z]+(?:['-][a-z]+)*/g;
const MOST_JOINED = 3;
const BEFORE_EED = new Set(["agr", "disagr", "fr", "guarant", "decr", "refer"]);
const VOWEL = /[aeiouy]/;

/**
 * @param {string} folded A word.
 * @returns {string}
 */
export function baseForm(folded) {
  let word = folded.replace(/'(?:s|d|ll|re|ve|m)?$/, "").replaceAll("'", "");
  if (word.length < 3) return word;
  if (/s$/.test(word) && !/(?:ss|us|is)$/.test(word)) word = word.replace(/(?:(?<=[sxz])e|(?<=[cs]h)e)?s$/, "");
  const ending = /(?:ing|eed|ed)$/.exec(word)?.[0];
  if (ending) {
    const stem = word.slice(0, -ending.length);
    if (ending === "eed") word = BEFORE_EED.has(stem) ? `${stem}ee` : word;
    else if (stem.length > 1 && VOWEL.test(stem)) word = stem;
  }
  const bare = word.replace(/e+$/, "");
  if (bare.length > 1 && VOWEL.test(bare)) word = bare;
  return word.replace(/([^aeiou])\1$/, "$1").replace(/y$/, "i");
}

/**
 * @param {string} folded
 * @returns {{ start: number, word: string, base: string }[]} The words of a text; those with hyphens between them also as
 *   if these were not there.
 */
export function wordsIn(folded) {
  const found = [];
  for (const { index, 0: run } of folded.matchAll(HYPHENATED)) {
    const parts = run.split("-");
    let start = index;
    for (const word of parts) {
      found.push({ start, word, base: baseForm(word) });
      start += word.length + 1;
    }
    if (parts.length > 1 && parts.length <= MOST_JOINED)
      found.push({ start: index, word: run, base: baseForm(parts.join("")) });
  }
  return found;
}
