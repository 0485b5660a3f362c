/** Ascending lists of numbers: as they stand in the index, and what they have in common. */

/**
 * @param {Uint8Array} bytes See `search_index/postings.py`.
 * @param {number} count
 * @param {number} all Units of the index.
 * @returns {Uint32Array}
 */
export function decoded(bytes, count, all) {
  const k = Math.max(1, Math.floor(all / count)).toString(2).length - 1;
  const units = new Uint32Array(count);
  let bit = 0;
  const next = () => {
    if (bit >= bytes.length * 8) throw new RangeError("a list ends too early");
    return (bytes[bit >> 3] >> (7 - (bit++ & 7))) & 1;
  };
  let last = -1;
  for (let place = 0; place < count; place++) {
    let gap = 0;
    while (!next()) gap++;
    for (let low = 0; low < k; low++) gap = gap * 2 + next();
    last += gap + 1;
    units[place] = last;
  }
  return units;
}

/**
 * @param {Uint32Array} one
 * @param {Uint32Array} other
 * @returns {Uint32Array} What stands in both.
 */
export function common(one, other) {
  const both = new Uint32Array(Math.min(one.length, other.length));
  let size = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    if (one[i] === other[j]) {
      both[size++] = one[i++];
      j++;
    } else if (one[i] < other[j]) i++;
    else j++;
  }
  return both.subarray(0, size);
}

/**
 * @param {Uint32Array} one
 * @param {Uint32Array} other
 * @returns {Uint32Array} What stands in either.
 */
export function merged(one, other) {
  if (!one.length || !other.length) return one.length ? one : other;
  const all = new Uint32Array(one.length + other.length);
  let size = 0;
  for (let i = 0, j = 0; i < one.length || j < other.length;) {
    const next = Math.min(one[i] ?? Infinity, other[j] ?? Infinity);
    if (one[i] === next) i++;
    if (other[j] === next) j++;
    all[size++] = next;
  }
  return all.subarray(0, size);
}
