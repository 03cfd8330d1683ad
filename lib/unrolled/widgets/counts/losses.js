// The recorded loss, replayed for every n on both texts.

/** @typedef {{loss: number, perplexity: number, unseen: number}} Found */
/** @typedef {{K: number, filled: number, learned: number[][], held_out: number[][]}} Table */

const COLUMNS = ["seen", "before", "times"];
const NOTHING = [1, 1, 0]; // a line that counts nothing fills a table up

/**
 * @param {import("../engine/named.js").Named} named  the program
 * @param {Table[]} tables  one for each n
 * @param {number} k
 * @returns {{learned: Found, held_out: Found}[]}
 */
export function losses(named, tables, k) {
  const size = named.recorded(COLUMNS[0]).length;
  const of = (/** @type {number[][]} */ text, /** @type {number} */ K) => {
    const columns = COLUMNS.map((name, i) => [name, filled(text[i], size, NOTHING[i])]);
    named.set({ ...Object.fromEntries(columns), K, k });
    return {
      loss: named.value("loss"),
      perplexity: named.value("perplexity"),
      unseen: named.value("unseen"),
    };
  };
  return tables.map(({ K, learned, held_out }) => ({
    learned: of(learned, K),
    held_out: of(held_out, K),
  }));
}

/** @param {number[]} column @param {number} size @param {number} rest */
function filled(column, size, rest) {
  const whole = new Float64Array(size).fill(rest);
  whole.set(column);
  return whole;
}
