// All terms as bars: a row for each loss, a column for each use, and their sums.

import { make, put, write } from "../kit/dom.js";
import { short } from "../kit/numbers.js";

export class Grid {
  /** @param {string[]} word @param {(t: number, k: number) => void} choose */
  constructor(word, choose) {
    this.word = word;
    this.choose = choose;
    this.T = word.length - 1;
    this.steps = Array.from({ length: this.T }, (_, k) => k);
    this.bars = [];
    const sum = (name, k) => make("td.u-sum-cell", { "data-name": name, "data-index": k });
    this.sums = {
      use: this.steps.map((k) => sum("use", k)),
      loss: this.steps.map((t) => sum("loss", t)),
    };
    this.all = sum("total", 0);
    const heads = this.steps.map((k) => head("col", "use ", k, make("b", {}, word[k])));
    const last = [make("th", { scope: "row" }, "sum"), this.sums.use, this.all];
    this.element = make(
      "table.u-terms",
      { "data-part": "terms" },
      make("thead", {}, make("tr", {}, make("td"), heads, make("th", { scope: "col" }, "sum"))),
      make(
        "tbody",
        {},
        this.steps.map((t) => this.row(t)),
      ),
      make("tfoot", {}, make("tr", {}, last)),
    );
  }

  row(t) {
    const bars = this.steps.map((k) => make("td", {}, k <= t ? this.bar(t, k) : null));
    const letter = make("b.u-loss", {}, this.word[t + 1]);
    return make("tr", {}, head("row", "loss ", t, letter), bars, this.sums.loss[t]);
  }

  bar(t, k) {
    const [fill, text] = [make("i"), make("span")];
    const facts = { "data-name": "share", "data-index": t * this.T + k };
    const click = () => this.choose(t, k);
    const button = make(
      "button.u-term-bar",
      { type: "button", tabindex: -1, ...facts, click },
      fill,
      text,
    );
    this.bars.push({ t, k, button, fill, text });
    return button;
  }

  /**
   * @param {number[]} shares  T × T, zero above the diagonal
   * @param {number} total
   * @param {{t: number, k: number, window: number}} at
   */
  show(shares, total, at) {
    const most = Math.max(...shares.map(Math.abs)) || 1;
    for (const bar of this.bars) this.showBar(bar, shares[bar.t * this.T + bar.k], most, at);
    const show = (cell, x) => {
      write(cell, short(x, 4));
      put(cell, "data-value", String(x));
    };
    const added = (places) => places.reduce((sum, [t, k]) => sum + shares[t * this.T + k], 0);
    for (const n of this.steps) {
      show(this.sums.loss[n], added(this.steps.map((k) => [n, k])));
      show(this.sums.use[n], added(this.steps.map((t) => [t, n])));
    }
    show(this.all, total);
  }

  showBar({ t, k, button, fill, text }, x, most, at) {
    fill.style.width = `${(100 * Math.abs(x)) / most}%`;
    fill.classList.toggle("u-negative", x < 0);
    write(text, short(x, 4));
    put(button, "data-value", String(x));
    put(button, "aria-label", `loss ${t + 1}, use ${k + 1}: ${short(x, 6)}`);
    const chosen = t === at.t && k === at.k;
    put(button, "aria-pressed", chosen);
    button.tabIndex = chosen ? 0 : -1;
    button.classList.toggle("u-cut", t - k >= at.window);
  }

  /** How many terms a window keeps. @param {number} window */
  kept(window) {
    return this.bars.filter(({ t, k }) => t - k < window).length;
  }

  get focused() {
    return this.element.contains(document.activeElement);
  }

  focus(t, k) {
    this.bars.find((bar) => bar.t === t && bar.k === k)?.button.focus();
  }
}

const head = (scope, word, n, letter) =>
  make("th", { scope }, make("span.u-soft", {}, word), `${n + 1} `, letter);
