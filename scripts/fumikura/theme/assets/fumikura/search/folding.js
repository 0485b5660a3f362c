/**
 * Text -> the form in which it is compared: the rule of `search_index/folding.py`, told there. `traced` also says where
 * each character of the folded text comes from.
 */

// Old kanji and new of `search_index/folding.py`, as numbers in base 36, smaller than what they are as characters: how far each
// old one is from the one before it (two digits; the first from U+4E00), and the new ones (three digits).
const OLD_KANJI =
  "2g160s59173g1x30170r0g210n741004250l0203201j061ydn7a0t1j0302060302au0g110506060b0a042y05d31h2y0405010a0h01051l" +
  "12415c112c4s010g2d041x0d0n023z4a010g230s351a091c020c3o0i082q440r15064r030a060d0d150p0i05080z1r4j032x031h05be22" +
  "5j1o0o0h0b05201j2h0f1y0h040i010w100a092c9y290e0i1m3a011w0g2k120z1d0a0i1i011n9x0a0d1d0t05390p1l330d0303a00u2y0b" +
  "0k4c1n0r2o051p8h1r5j2d043n0a0s0i2p0jd8550x0d1i0d1s0e0c18010i0g0a4k0m820b08692f0y0r0d03317n0c46as0v0e083406048z" +
  "281w050z3j2u3b03031k8815120e030a09590r201c0h0m7a791g2n05024v0k0o2c1j380y0l0b8p0u142r3s0f0nap4b1d020714032k0g0k" +
  "7n311o087r0e0i043c010q1rif55140g0e0e07060a2q01070f180f";
const NEW_KANJI =
  "fh3fhtfj0fkfkf9fp1flafmlfwdfq9fuhg28fflga8g9vg9wgc4gdugc1gdjgfuikbghfgjmggogj7h0xh73h6lh6ag3qh6bh5vhhzhedh7rhf" +
  "lhjehjghkehkhi67hnphnsi02i1yi59i3jg49i57i3hi6ei6ai66i8ai8uichib7ijnilripvio3io1itaisliv8ivniwkiwjj0yj1xj3ej3dj" +
  "7yj54ixojbkj0rjdyje7jejjf9jh8jj1jkvjlrjoyjqyjmkjhajurjidjj4jkpjj5jsygjygc9gk9gclk1ck31k89k70k9yk8xkcdfmikf5km7" +
  "kjokuaku5ku4kgykwokyykrgkm4kyxl5zl77l7tl84ilsl8rla3l9wlamlcnlqhlndll0ll1lqflqrlrdlweltslzwlqjlgiltrlqgllolwdm5" +
  "oltqm7jmd8gxim89fihm9mmn4mnqmp9mp8mqnmsjmr2irln3qn5nitvn77nahnasneinh3i7xnj3npwnpxo2go05ny4o34o4yo5eo5ro77ffqo" +
  "lnoooor0oupouqow1nikox2ounow4os5ot5ot6oy2l5sp4mhkgpdgom3pirpfqpn7gkwff2k4nprqpy0pvyfevqejqb9ptkqekg6eqjegl3qml" +
  "qjvql1qniqxnr0lr2qr6ir6vr77r8mrhdrb0rarrd5re5hl5rjmrpmfigis0hkiu2krtns1hs8ts82irlsdairlsgjshxse2slqsmvspggfvss" +
  "8ssot2qsz1t2kt66sw4t0zsxdtk2tphtqntq2tr4gjwtshr5ztu2tw9u39pa3fo9u85ufmudiufnudhukkfo3ulmtlkv4fhgpvc6vcqvd0vdev" +
  "dlm9lg2ik21k26l7zvheo9ofi8";
const MODERN = new Map();
for (let place = 0, old = 0x4e00; place * 2 < OLD_KANJI.length; place++) {
  old += digits(OLD_KANJI, place, 2);
  MODERN.set(String.fromCharCode(old), String.fromCharCode(digits(NEW_KANJI, place, 3)));
}
const INVISIBLE = /[\u00ad\u034f\u200b-\u200f\u2060\ufeff\u202a-\u202e\ufe00-\ufe0f]/gu;
/** A character and what may be composed with it: marks, letters of Hangul, what is invisible between them. */
const CLUSTER =
  /[^][\p{M}\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\uff9e\uff9f\u1160-\u11ff\u3131-\u318e\uffa0-\uffdc]*/gu;
const KATAKANA = "\\u30a1-\\u30fa\\u30fc-\\u30fe";
const LONG = new RegExp(`(?<=[${KATAKANA}])-(?=[${KATAKANA}]|(?![\\p{L}\\p{N}_-]))`, "gu");
const JOINED = new RegExp(`(?<=[${KATAKANA}])[ \u30fb]+(?=[${KATAKANA}])`, "gu");
const REPEATED = /([\u3400-\u9fff])\u3005+/gu;
/** A `<br>` and a line of the page's source that goes on, where none counts and where one is a space. */
const UNBROKEN =
  /[\u2028\u2029](?![\u3099\u309a])(?:(?<=[\u3001-\u30ff\u3400-\u9fff].)|(?=[\u3001-\u30ff\u3400-\u9fff]))/gsu;
const BROKEN = /[\u2028\u2029]/gu;
const ALIKE = /[\u2010-\u2015\u2212\u2500\uff70\u2018\u2019\u201c\u201dς]/gu;
const TO_HIRAGANA = /[\u30a1-\u30f6\u30fd\u30fe]/gu;
const ACCENTED = /[\u00c0-\u024f\u1e00-\u1eff]/gu;
const MARKS = /[\u0300-\u036f]/gu;
const OLD = new RegExp(`[${[...MODERN.keys()].join("")}]`, "gu");

/**
 * @param {string} text
 * @returns {string} As NFKC and small letters alone make it: what counts as the very same.
 */
export const plain = (text) => small(text).replace(UNBROKEN, "").replace(BROKEN, " ");

/** @param {string} text */
const small = (text) => text.normalize("NFKC").toLowerCase();

/**
 * What depends on neighbours, in its order.
 * @type {[RegExp, (found: string) => string][]}
 */
const NEIGHBOURS = [
  [UNBROKEN, () => ""],
  [BROKEN, () => " "],
  [LONG, () => "ー"],
  [JOINED, () => ""],
  [REPEATED, (found) => found.charAt(0).repeat(found.length)],
];

/**
 * @param {string} text
 * @returns {string}
 */
export const fold = (text) =>
  NEIGHBOURS.reduce((folded, [pattern, put]) => folded.replace(pattern, put), simplified(text)).replace(
    TO_HIRAGANA,
    hiragana,
  );

const LOOSE_START = new RegExp(
  `^(?:[ \u30fb]+(?=[${KATAKANA}-])|\u3005|-(?=[${KATAKANA}]|(?![\\p{L}\\p{N}_-])))+`,
  "u",
);
const LOOSE_END = new RegExp(`(?:(?<=[${KATAKANA}-])[ \u30fb]+|(?<=[${KATAKANA}])-)+$`, "u");

/**
 * What a phrase is looked up by: folded without what its neighbours in a text may fold otherwise (a 々, a dash, a middle
 * dot at its ends). Each folded text that has the phrase has this.
 * @param {string} text
 * @returns {string}
 */
export const firm = (text) => fold(simplified(text).replace(LOOSE_START, "").replace(LOOSE_END, ""));

/**
 * `from`: for each UTF-16 unit of `folded`, and for its end, the place in the text that it comes from.
 * @param {string} text
 * @returns {{ folded: string, from: number[] }}
 */
export function traced(text) {
  let folded = "";
  /** @type {number[]} */
  const from = [];
  for (const cluster of text.matchAll(CLUSTER)) {
    const piece = simplified(cluster[0]);
    for (let unit = 0; unit < piece.length; unit++) from.push(cluster.index);
    folded += piece;
  }
  for (const [pattern, put] of NEIGHBOURS) {
    for (const match of [...folded.matchAll(pattern)].reverse()) {
      const [found] = match;
      const fresh = put(found);
      folded = folded.slice(0, match.index) + fresh + folded.slice(match.index + found.length);
      const origins = from.slice(match.index, match.index + fresh.length);
      from.splice(match.index, found.length, ...origins);
    }
  }
  from.push(text.length);
  return { folded: folded.replace(TO_HIRAGANA, hiragana), from };
}

/** @param {string} text */
const simplified = (text) =>
  small(text.replace(INVISIBLE, ""))
    .replace(ALIKE, alike)
    .replace(ACCENTED, unaccented)
    .replace(MARKS, "")
    .replace(OLD, modern)
    .normalize("NFC");

/** @param {string} character */
const hiragana = (character) => String.fromCharCode(character.charCodeAt(0) - 0x60);

/** @param {string} character */
function alike(character) {
  if (character === "ς") return "σ";
  if (character < "\u2018" || character > "\u201d") return "-";
  return character < "\u201c" ? "'" : '"';
}

/** @param {string} character */
function unaccented(character) {
  const base = character.normalize("NFD").charAt(0);
  return base <= "\x7f" ? base : character;
}

/** @param {string} character */
const modern = (character) => MODERN.get(character) ?? character;

/**
 * @param {string} text
 * @param {number} place
 * @param {number} size
 */
function digits(text, place, size) {
  return parseInt(text.slice(place * size, (place + 1) * size), 36);
}
