// What is told after a bet: how the wrong curve ends beside right ones, and what finds the bug.

import { make } from "../kit/dom.js";
import { short } from "../kit/numbers.js";

/**
 * @typedef {object} Exhibit
 * @property {string} name
 * @property {string} title
 * @property {string} kind
 * @property {[string, string][]} threads  texts with their addresses
 * @property {[string, string, string][]} edits  a module, its line, and the wrong one
 * @property {string} found  what the check does that finds it
 * @property {number[][]} curves  A and B
 * @property {string} wrong  A or B
 * @property {string} verdict  same, among, better or worse
 * @property {number[]} ends  of the wrong program, of the lowest and the highest right one
 * @property {string} prints
 * @property {string} over
 * @property {number} each
 */

/** @param {Exhibit} exhibit */
export function ended({ verdict, ends, found }) {
  const [wrong, low, high] = ends.map((x) => short(x));
  const range = `right ones between ${low} and ${high}`;
  const words = {
    same: "Both curves are one line: nothing that is printed shows it.",
    among: `The wrong program ends at ${wrong}, ${range}: nobody can tell.`,
    better: `The wrong program ends at ${wrong}, ${range}: it looks better than all of them.`,
    worse: `The wrong program ends at ${wrong}, ${range}: this much can be seen, if one knows the right ones.`,
  };
  return [words[verdict], " ", make("b", {}, "What finds it: "), found];
}

/** How many bets on a curve were won. @param {Exhibit[]} exhibits @param {string} bets */
export function tally(exhibits, bets) {
  const staked = [...bets].map((bet, i) => [bet, exhibits[i].wrong]);
  const all = staked.filter(([bet]) => bet === "A" || bet === "B");
  const won = all.filter(([bet, wrong]) => bet === wrong).length;
  if (!all.length) return "No bet on a curve yet.";
  return `Bets won: ${won} of ${all.length}; a coin wins half.`;
}
