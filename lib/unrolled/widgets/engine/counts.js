// Letters of a text, and what mere counting of them predicts.

import { graphemes } from "./letters.js";

const MARK = "\ufeff";
const OTHER = "□"; // stands for the letters that are too many

/**
 * @typedef {object} Read  a text as a model reads it
 * @property {string[]} letters  the vocabulary, in the order of their code points
 * @property {number[]} ids  the text, as places in the vocabulary
 * @property {number} other  how many letters of the text are read as □
 * @property {number} kinds  and how many different ones these are
 * @property {number} cut  how many letters at the end are not read
 * @property {boolean} marked  whether a byte order mark in front of it is left out
 */

/**
 * Read a text: line ends as one letter, accents joined with their letters, no byte order mark.
 *
 * @param {string} text
 * @param {{letters: number, length: number}} most  different letters, and letters in all
 * @returns {Read}
 */
export function readText(text, most) {
  const marked = text.startsWith(MARK);
  const plain = marked ? text.slice(1) : text;
  const all = graphemes(plain.replace(/\r\n?/g, "\n").normalize("NFC"));
  const signs = all.slice(0, most.length);
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const sign of signs) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const frequent = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const tooMany = frequent.length > most.letters;
  const kept = new Set(frequent.slice(0, tooMany ? most.letters - 1 : undefined).map(([s]) => s));
  if (tooMany) kept.add(OTHER);
  const letters = [...kept].sort(byCodePoints);
  const read = encoded(signs, letters);
  const other = tooMany ? signs.filter((sign) => !kept.has(sign)).length : 0;
  const kinds = [...counts.keys()].filter((sign) => !kept.has(sign)).length;
  return { letters, ids: read, other, kinds, cut: all.length - signs.length, marked };
}

/** The order in which the library sorts. @param {string} a @param {string} b */
function byCodePoints(a, b) {
  const [one, other] = [Array.from(a), Array.from(b)];
  const code = (/** @type {string | undefined} */ sign) => sign?.codePointAt(0) ?? -1;
  const i = one.findIndex((sign, k) => sign !== other[k]);
  return i < 0 ? one.length - other.length : code(one[i]) - code(other[i]);
}

/**
 * Places in a vocabulary; a letter that it has not is □, or left out if it has no □ either.
 *
 * @param {Iterable<string>} signs
 * @param {string[]} letters
 */
export function encoded(signs, letters) {
  const places = new Map(letters.map((letter, k) => [letter, k]));
  const other = places.get(OTHER) ?? -1;
  return Array.from(signs, (sign) => places.get(sign) ?? other).filter((k) => k >= 0);
}

/**
 * Cut a text in two: the last part is held out, and never learned from.
 *
 * @param {number[]} ids
 * @param {number} share
 */
export function split(ids, share) {
  const cut = ids.length - Math.round(share * ids.length);
  return { learned: ids.slice(0, cut), held: ids.slice(cut) };
}

/**
 * Mean surprise of n-grams at a text, in nats, for several numbers that are added to each
 * count (`unrolled.NGrams`, N1 and N2).
 *
 * @param {number[]} learned
 * @param {number[]} held
 * @param {{n: number, K: number, ks: number[]}} asked
 * @returns {number[]}  one for each of `ks`
 */
export function ngramLosses(learned, held, { n, K, ks }) {
  const counts = countedRuns(learned, n, K);
  /** @type {Map<number, number>} */
  const totals = new Map();
  for (const [run, count] of counts) {
    const context = Math.floor(run / K);
    totals.set(context, (totals.get(context) ?? 0) + count);
  }
  const losses = ks.map(() => 0);
  let tokens = 0;
  for (const run of runsOf(held, n, K)) {
    const [count, total] = [counts.get(run) ?? 0, totals.get(Math.floor(run / K)) ?? 0];
    ks.forEach((k, i) => {
      losses[i] -= Math.log((count + k) / (total + k * K));
    });
    tokens += 1;
  }
  return losses.map((loss) => loss / tokens);
}

/** @param {number[]} ids @param {number} n @param {number} K */
function countedRuns(ids, n, K) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const run of runsOf(ids, n, K)) counts.set(run, (counts.get(run) ?? 0) + 1);
  return counts;
}

/** Each run of n letters as one number, its digits the letters. @param {number[]} ids */
function* runsOf(ids, /** @type {number} */ n, /** @type {number} */ K) {
  const largest = K ** n;
  let run = 0;
  for (let i = 0; i < ids.length; i++) {
    run = (run * K + ids[i]) % largest;
    if (i >= n - 1) yield run;
  }
}

const LONGEST = 6; // letters of an n-gram
const KS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];

/**
 * What to compare a loss on the held-out text with: knowing nothing, the best bigrams, and
 * the best n-grams, each smoothed as suits it best.
 *
 * @param {number[]} learned
 * @param {number[]} held
 * @param {number} K
 */
export function bounds(learned, held, K) {
  const best = [];
  for (let n = 1; n <= LONGEST && n < held.length && n < learned.length; n++)
    best.push({ n, loss: Math.min(...ngramLosses(learned, held, { n, K, ks: KS })) });
  const ngram = best.reduce((a, b) => (b.loss < a.loss ? b : a), best[0]);
  return { uniform: Math.log(K), bigram: best[1]?.loss ?? Number.NaN, ngram };
}
