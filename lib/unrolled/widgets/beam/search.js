// Beam search, as models/beam.py has it for answers of one length, with all that it looked at.

/**
 * @typedef {object} Beginning
 * @property {number[]} ids  its letters
 * @property {number} own  log-probability of the last one, in nats
 * @property {number} total  of all of them together
 * @property {number} from  which of those that were kept before it goes on from
 * @property {boolean} kept
 */

/**
 * Each step with all beginnings that it looked at, in the order of the letters.
 *
 * @param {(ids: number[]) => ArrayLike<number>} expects  log-probabilities of the next letter
 * @param {number} width  how many beginnings a step keeps; with Infinity it keeps them all
 * @param {number} length  of the answers
 * @returns {Beginning[][]}
 */
export function search(expects, width, length) {
  /** @type {Beginning[]} */
  let kept = [{ ids: [], own: 0, total: 0, from: 0, kept: true }];
  return Array.from({ length }, () => {
    const longer = kept.flatMap(({ ids, total }, from) =>
      Array.from(expects(ids), (own, k) => ({
        ...{ ids: [...ids, k], own, total: total + own, from, kept: false },
      })),
    );
    for (const one of ranked(longer).slice(0, width)) one.kept = true;
    kept = longer.filter((one) => one.kept);
    return longer;
  });
}

/** The likeliest first. @param {Beginning[]} beginnings */
export const ranked = (beginnings) => beginnings.toSorted((a, b) => b.total - a.total);

/** Whether one list of letters begins as another one does. @param {number[]} ids @param {number[]} word */
export const begins = (ids, word) => ids.every((k, n) => k === word[n]);

/**
 * The step at which a word was lost, from 1; undefined if none of these steps lost it.
 *
 * @param {Beginning[][]} steps  those that have pruned
 * @param {number[]} word
 */
export function lostAt(steps, word) {
  const n = steps.findIndex((longer) => !longer.some(({ ids, kept }) => kept && begins(ids, word)));
  return n < 0 ? undefined : n + 1;
}
