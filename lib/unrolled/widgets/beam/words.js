// What is said of a search.

import { make } from "../kit/dom.js";
import { short } from "../kit/numbers.js";
import { lostAt, ranked } from "./search.js";

/**
 * @typedef {import("./search.js").Beginning} Beginning
 *
 * @typedef {object} Seen
 * @property {Beginning[][]} steps  all of the search
 * @property {Beginning[][]} decided  those of its steps that have pruned so far
 * @property {Beginning[]} all  all answers, the likeliest first
 * @property {number} t  the step that is shown, from 1; 0 before the first
 * @property {boolean} pruned  whether it has pruned
 * @property {(ids: number[]) => string} spelled
 */

/** What became of a word so far. @param {Seen} seen @param {number[]} ids */
export function fate({ steps, decided }, ids) {
  const lost = lostAt(decided, ids);
  if (lost !== undefined) return `lost at step ${lost}`;
  return decided.length === steps.length ? "found" : "in the beam";
}

/** @param {Seen} seen @param {number} K  how many letters there are @param {number} width */
export function sentence(seen, K, width) {
  const { t, pruned, steps } = seen;
  if (t === 0) return ["Nothing is written yet: one beginning, without letters, of 0 nats."];
  if (pruned) return t === steps.length ? result(seen, width) : cut(seen);
  if (t === 1) return [`Step 1: ${K} letters may come first, each with its log-probability.`];
  const beginning = steps[t - 1].length > K ? "each beginning" : "the beginning";
  const sum = "A score is the sum of the log-probabilities of all letters.";
  return [`Step ${t}: ${beginning} may go on with ${K} letters. ${sum}`];
}

/** What a step kept. @param {Seen} seen */
function cut({ t, steps, decided, all: [best], spelled }) {
  const longer = steps[t - 1];
  const count = longer.filter(({ kept }) => kept).length;
  const kept = count > 1 ? `the ${count} likeliest` : "the likeliest";
  const lost = lostAt(decided, best.ids);
  const now = lost === t ? "is lost here" : lost ? `was lost at step ${lost}` : "is still in it";
  return [
    `Step ${t}: ${kept} of ${longer.length} beginnings ${count > 1 ? "are" : "is"} kept. `,
    ...["The likeliest word, ", make("b", {}, spelled(best.ids)), `, ${now}.`],
  ];
}

/** What was found in the end. @param {Seen} seen @param {number} width */
function result({ steps, all, spelled }, width) {
  const [found] = ranked(steps[steps.length - 1]);
  const [best] = all;
  const word = make("b", {}, spelled(found.ids));
  const start = [`Width ${width} writes `, word, `, ${short(found.total, 2)} nats: `];
  const likelier = all.filter(({ total }) => total > found.total).length;
  if (!likelier) return [...start, `of all ${all.length} words the likeliest.`];
  const lost = `${spelled(best.ids)} was lost at step ${lostAt(steps, best.ids)}.`;
  return [...start, `${likelier} ${likelier > 1 ? "words are" : "word is"} likelier; ${lost}`];
}
