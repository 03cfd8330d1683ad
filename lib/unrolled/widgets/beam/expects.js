// What a recorded decoder expects after every beginning of an answer.

/**
 * Replay the program once for each beginning that is one letter short: its steps say what is
 * expected after each part of it.
 *
 * @param {import("../engine/named.js").Named} named  with leaves `x` and `fed`, and `logs`
 * @param {number[]} word  ids of the letters that are read
 * @returns {(ids: number[]) => number[]}  from a beginning to log-probabilities, in nats
 */
export function expectations(named, word) {
  const [length, K] = named.shape("logs");
  const oneHot = (/** @type {number} */ k) => Array.from({ length: K }, (_, n) => Number(n === k));
  named.set({ x: word.flatMap(oneHot) });
  /** @type {Map<string, number[]>} */
  const known = new Map();
  for (const ids of beginnings(length - 1, K)) {
    named.set({ fed: [...Array(K).fill(0), ...ids.flatMap(oneHot)] });
    const logs = named.values("logs");
    for (let n = 0; n < length; n++) {
      known.set(String(ids.slice(0, n)), [...logs.slice(n * K, (n + 1) * K)]);
    }
  }
  return (ids) => known.get(String(ids)) ?? [];
}

/** All lists of ids of one length. @param {number} length @param {number} K @returns {number[][]} */
function beginnings(length, K) {
  if (length === 0) return [[]];
  const longer = (/** @type {number[]} */ ids) => Array.from({ length: K }, (_, k) => [...ids, k]);
  return beginnings(length - 1, K).flatMap(longer);
}
