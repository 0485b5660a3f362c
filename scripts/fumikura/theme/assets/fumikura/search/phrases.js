/** Several terms -> the units that may have them as one phrase. */
import { gramsOf } from "./grams.js";
import { common, merged } from "./lists.js";

/**
 * The units that may have terms as one phrase: where the end of each and the beginning of the next stand side by side.
 * @param {import("./index.js").Index} index
 * @param {import("./query.js").Term[]} terms
 * @returns {Promise<Uint8Array | null>} 1 for each of them; null where the terms make no phrase.
 */
export async function phrasesOf(index, terms) {
  if (terms.length < 2 || terms.some((term) => term.near)) return null;
  const seams = await Promise.all(
    terms.slice(1).map(async (term, place) => {
      const last = [...terms[place].folded].at(-1) ?? "";
      const [first] = term.folded;
      const isLatin = /\w\w/.test(last + first);
      // Between letters a gram has up to two of them on each side: those of whole words.
      const seams = isLatin ? [`.${terms[place].folded} ${term.folded}.`] : [`${last} ${first}`, last + first];
      const isSeam = (/** @type {import("./grams.js").Gram} */ { start, end }, /** @type {string} */ text) =>
        !isLatin || (start < text.indexOf(" ") && end > text.indexOf(" ") + 1);
      const grams = seams.flatMap((text) =>
        gramsOf(text)
          .filter((gram) => isSeam(gram, text))
          .slice(0, 1),
      );
      const lists = await Promise.all(grams.map(({ hash }) => index.list(hash)));
      return lists.reduce(merged, new Uint32Array(0));
    }),
  );
  const flags = new Uint8Array(index.units);
  for (const unit of seams.reduce(common)) flags[unit] = 1;
  return flags;
}
