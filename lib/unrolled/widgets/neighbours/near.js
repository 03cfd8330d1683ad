// Which words are near a sum of words: the recorded comparison, and the words sorted by it.

import { Named } from "../engine/named.js";

/** @typedef {{word: string, k: number, cosine: number, one_hot: number}} Near */

export class Nearness {
  /** @param {import("../engine/named.js").Program} program @param {string[]} words */
  constructor(program, words) {
    this.named = new Named(program);
    this.words = words;
  }

  /**
   * All words, the nearest first.
   *
   * @param {[string, number][]} sum  words, and how often each is in it
   * @returns {Near[]}
   */
  to(sum) {
    const { named, words } = this;
    const weights = new Float64Array(words.length);
    for (const [word, count] of sum) weights[words.indexOf(word)] += count;
    named.set({ weights });
    const [cosines, apart] = ["cosines", "one_hot"].map((name) => named.values(name));
    return words
      .map((word, k) => ({ word, k, cosine: cosines[k], one_hot: apart[k] }))
      .sort((p, q) => q.cosine - p.cosine);
  }
}

/** Words that begin most like what was typed. @param {string} text @param {string[]} words */
export function alike(text, words, most = 4) {
  for (let length = text.length; length > 0; length--) {
    const found = words.filter((word) => word.startsWith(text.slice(0, length)));
    if (found.length) return found.slice(0, most);
  }
  return [];
}
