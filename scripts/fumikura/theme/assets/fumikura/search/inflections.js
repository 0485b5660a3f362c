/** English words -> what their inflected forms share: the rule of `search_index/inflections.py`, told there. */

export const WORD = /[a-z]+(?:'[a-z]+)*/g;
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
