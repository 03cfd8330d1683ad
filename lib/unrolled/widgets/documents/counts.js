// Counts of words: as a field of the address, and as they are read from a reader's words.

const WORD = /[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*/gu; // as the library reads words
export const MOST = 99;

/**
 * Whole numbers from 0 on, written where they differ from the start: 3*2.17*0.
 *
 * @param {number[]} start
 */
export function counted(start) {
  const write = (/** @type {number[]} */ values) =>
    values.flatMap((x, i) => (x === start[i] ? [] : [`${i}*${x}`])).join(".");
  const read = (/** @type {string} */ text) => {
    const values = [...start];
    for (const part of text.split(".")) {
      const [i, x] = part.split("*").map((n) => (n === "" ? Number.NaN : Number(n)));
      if (!(Number.isInteger(i) && i in values && Number.isInteger(x) && x >= 0 && x <= MOST))
        return undefined;
      values[i] = x;
    }
    return values;
  };
  const count = (/** @type {number[]} */ values) => values.filter((x, i) => x !== start[i]).length;
  return { start, read, write, count };
}

/**
 * Count the words of a text, and name those that are not known.
 *
 * @param {string} text
 * @param {string[]} words
 */
export function whole(text, words) {
  const found = text.toLowerCase().match(WORD) ?? [];
  return {
    counts: words.map((word) => found.filter((other) => other === word).length),
    unknown: [...new Set(found.filter((word) => !words.includes(word)))],
  };
}
