// The truth: all answers there are, by complete enumeration, and what became of the likeliest.

import { make, put, write } from "../kit/dom.js";
import { percent, short } from "../kit/numbers.js";

const SHOWN = 8; // of all answers

/** @typedef {import("./search.js").Beginning} Beginning */

export class Ranking {
  /** @param {number} count  of all answers @param {(ids: number[]) => string} spelled */
  constructor(count, spelled) {
    this.spelled = spelled;
    this.rows = Array.from({ length: Math.min(SHOWN, count) }, (_, n) => rowOf(n));
    const heads = ["", "word", "nats", ""].map((text) =>
      text ? make("th", { scope: "col" }, text) : make("td"),
    );
    this.table = make(
      "table",
      {},
      make("caption", {}, `The likeliest of all ${count} words`),
      make("thead", {}, make("tr", {}, heads)),
      make(
        "tbody",
        {},
        this.rows.map(({ element }) => element),
      ),
    );
    this.right = make("p.u-beam-right", {});
    this.element = make("div.u-beam-truth", { "data-part": "truth" }, this.table, this.right);
  }

  /**
   * @param {Beginning[]} all  the likeliest first
   * @param {(ids: number[]) => string} fate  what the search did to a word, so far
   * @param {number[]} asked  the right word
   */
  show(all, fate, asked) {
    this.rows.forEach(({ word, share, nats, became, element }, n) => {
      const { ids, total } = all[n];
      const prob = Math.exp(total);
      write(word, this.spelled(ids));
      write(share, percent(prob));
      word.parentElement.style.setProperty("--u-share", String(prob));
      write(nats, short(total, 2));
      put(nats, "data-value", total);
      write(became, fate(ids));
      element.classList.toggle("u-best", n === 0);
    });
    const text = this.spelled(asked);
    const rank = all.findIndex(({ ids }) => this.spelled(ids) === text);
    this.right.replaceChildren(
      ...["Right is ", make("b", {}, text), `: number ${rank + 1} of ${all.length}.`],
    );
    put(this.right, "data-rank", rank + 1);
  }
}

/** @param {number} n */
function rowOf(n) {
  const [word, share] = [make("b"), make("span")];
  const nats = make("td", { "data-name": "likeliest", "data-index": n });
  const became = make("td.u-beam-fate");
  const element = make(
    "tr",
    {},
    make("th", { scope: "row" }, String(n + 1)),
    make("td", {}, make("span.u-prob", {}, word, share)),
    nats,
    became,
  );
  return { element, word, share, nats, became };
}
