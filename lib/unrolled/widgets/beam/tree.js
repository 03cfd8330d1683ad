// The tree of a search: a column for each step, a line from each beginning to what goes on from it.

import { draw, make, put } from "../kit/dom.js";
import { short } from "../kit/numbers.js";

/** @typedef {import("./search.js").Beginning} Beginning */

export class Tree {
  /** @param {number} length  of an answer @param {string[]} letters */
  constructor(length, letters) {
    this.letters = letters;
    this.columns = Array.from({ length }, (_, n) => ({
      ways: draw("svg.u-beam-ways", {
        ...{ viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" },
      }),
      list: make("ol.u-beam-step", { "aria-label": `step ${n + 1}` }),
    }));
    const parts = this.columns.flatMap(({ ways, list }) => [ways, list]);
    this.element = make("div.u-beam-tree", {}, make("span.u-beam-root"), parts);
  }

  /**
   * @param {Beginning[][]} steps  those that are shown
   * @param {boolean} pruned  whether the last one has pruned
   * @param {(ids: number[]) => boolean} best  whether it leads to the likeliest answer
   */
  show(steps, pruned, best) {
    this.columns.forEach(({ ways, list }, n) => {
      const longer = steps[n] ?? [];
      const decided = pruned || n + 1 < steps.length;
      const before = n === 0 ? [{ kept: true }] : (steps[n - 1] ?? []);
      const look = (/** @type {Beginning} */ one) => lookOf(one.kept, decided, best(one.ids));
      list.replaceChildren(...longer.map((one, i) => this.one(one, look(one), n + 1, i)));
      ways.replaceChildren(
        ...longer.map((one, i) => way(one, i, before, longer.length, look(one))),
      );
    });
  }

  one({ ids, own, total }, look, t, index) {
    const letters = ids.map((/** @type {number} */ k) => this.letters[k]);
    const chip = make(
      `span.u-beam-chip${look.classes}`,
      { "data-name": "total", "data-t": t, "data-index": index, "data-value": total },
      make("span.u-beam-before", {}, letters.slice(0, -1).join("")),
      make("b", {}, letters.at(-1)),
      make("span.u-beam-score", {}, short(total, 2)),
    );
    put(chip, "title", `${letters.join("")}: ${short(own, 3)} for its last letter`);
    const told = make("span.u-beam-told", {}, look.words);
    return make("li", {}, chip, told);
  }
}

/** @param {boolean} kept @param {boolean} decided @param {boolean} best */
function lookOf(kept, decided, best) {
  const fate = !decided ? "open" : kept ? "kept" : "pruned";
  const words = `, ${fate}${best ? ", leads to the likeliest word" : ""}`;
  return { classes: `.u-${fate}${best ? ".u-best" : ""}`, words };
}

/** A line between two columns, whose parts stand at equal distances. */
function way({ from }, index, before, count, { classes }) {
  const kept = before.flatMap((one, n) => (one.kept ? [n] : []));
  const y = (/** @type {number} */ n, /** @type {number} */ of) => ((n + 0.5) / of) * 100;
  const [y0, y1] = [y(kept[from], before.length), y(index, count)];
  return draw(`path${classes}`, { d: `M0 ${y0}C50 ${y0} 50 ${y1} 100 ${y1}` });
}
