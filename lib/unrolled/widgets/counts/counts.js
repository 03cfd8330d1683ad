// Counts: n-grams of a text that was learned, tried on another one.

import { Named } from "../engine/named.js";
import { flag, number, oneOf } from "../kit/address.js";
import { Chart } from "../kit/chart.js";
import { choice, quantity, toggle } from "../kit/controls.js";
import { able, make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { grouped, long, percent, short, sized } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { losses } from "./losses.js";

const RANGE = { min: 1e-6, max: 10 };
const TEXTS = { learned: "learned", held_out: "held out" };
const ROLES = { learned: "input", held_out: "loss" };
/** @type {[string, string][]} */
const UNITS = [
  ["letters", "letters"],
  ["words", "words"],
];
const ONE = { letters: "letter", words: "word" };
const TOPS = [4, 8, 16, 32]; // of the axis of losses, in nats
const KEYS = [
  ["→ ←", "a larger n, a smaller one"],
  ["↑ ↓", "more pretended counts k, less"],
  ["u", "letters or words"],
];

class Counts {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.named = new Named(model.get("program"));
    this.tables = model.get("tables");
    this.frame = new Frame({
      name: "counts",
      key: model.get("key"),
      title: "What counting is worth",
      label: "n-grams of a text that was learned, and what they are worth on one held out.",
      keys: KEYS,
      act: (key) => this.act(key),
      state: {
        n: number({ start: 1, min: 1, max: 6, whole: true }),
        k: number({ start: this.named.recorded("k")[0], ...RANGE }),
        none: flag(false),
        unit: oneOf("words", Object.keys(this.tables)),
      },
      table: () => this.told(),
      reset: () => this.change({}),
      resized: () => this.frame.fit(this.chart),
    });
    this.state = this.frame.state;
    this.build();
    this.frame.ready(place);
    this.change({});
  }

  get unit() {
    return this.state.get("unit");
  }

  /** The largest n of letters, or of words. */
  get most() {
    return this.tables[this.unit].length;
  }

  get n() {
    return Math.min(this.state.get("n"), this.most);
  }

  get k() {
    return this.state.get("none") ? 0 : this.state.get("k");
  }

  build() {
    this.buildChart();
    this.facts = Object.fromEntries(
      ["cells", "filled", "unseen"].map((name) => [name, make("b", { "data-name": name })]),
    );
    const fact = (label, name) => make("p", {}, label, make("br"), this.facts[name]);
    this.share = make("div.u-counts-share", { "aria-hidden": "true" }, make("span"));
    const facts = make(
      "div.u-counts-facts",
      { "data-part": "facts" },
      fact("cells of the table", "cells"),
      fact("cells that were seen", "filled"),
      make("div", {}, fact("held out, never seen", "unseen"), this.share),
    );
    this.unitChoice = choice({
      ...{ name: "unit", label: "count", options: UNITS, value: this.unit },
      change: (unit) => this.change({ unit }),
    });
    this.smoothing = quantity({
      ...{ name: "k", label: "pretended count k", spoken: "pretended count k", log: true },
      ...{ ...RANGE, value: this.state.get("k") },
      change: (k) => this.change({ k, none: false }),
    });
    this.none = toggle({
      name: "none",
      label: "none (k = 0)",
      value: false,
      change: (none) => this.change({ none }),
    });
    const settings = [this.unitChoice, this.smoothing, this.none].map(({ element }) => element);
    this.frame.body.append(
      facts,
      this.chart.element,
      make("div.u-counts-settings", { "data-part": "settings" }, settings),
    );
    this.buildFoot();
  }

  buildChart() {
    this.chart = new Chart({
      x: { min: 1, max: 6, label: "n" },
      y: { min: 0, max: TOPS[0], label: "loss in nats" },
      height: 230,
      label: "The loss for each n",
      name: "curve",
    });
    this.curves = Object.fromEntries(
      Object.keys(TEXTS).map((text) => [text, this.chart.curve(text, ROLES[text])]),
    );
    this.names = Object.keys(TEXTS).map((text) => this.chart.dots(`end ${text}`, ROLES[text]));
    this.dots = Object.keys(TEXTS).map((text) => this.chart.dots(`loss ${text}`, ROLES[text]));
  }

  buildFoot() {
    this.which = make("span.u-counts-n", {});
    const step = (
      /** @type {string} */ look,
      /** @type {string} */ text,
      /** @type {number} */ by,
    ) =>
      make(
        `button.u-button${look}`,
        { type: "button", click: () => this.change({ n: this.n + by }) },
        text,
      );
    this.back = step(".u-back", "‹ smaller n", -1);
    this.next = step(".u-next", "larger n ›", 1);
    this.frame.foot.append(this.back, this.next, this.which);
  }

  /** Take over settings, and show what follows. @param {Record<string, any>} changes */
  change(changes) {
    this.state.set(changes);
    this.found = losses(this.named, this.tables[this.unit], this.k);
    this.unitChoice.set(this.unit);
    this.smoothing.set(this.state.get("k"));
    this.none.set(this.state.get("none"));
    able(this.back, this.n > 1);
    able(this.next, this.n < this.most);
    write(this.which, `n = ${this.n}`);
    this.draw();
    this.show();
    this.frame.say(...this.sentence());
    this.frame.changed();
  }

  draw() {
    const ns = this.found.map((_, i) => i + 1);
    const all = this.found.flatMap(({ learned, held_out }) => [learned.loss, held_out.loss]);
    const most = Math.max(...all.filter(Number.isFinite));
    const max = TOPS.find((top) => top >= most) ?? TOPS[TOPS.length - 1];
    const ticks = ns.map((n) => /** @type {[number, string]} */ ([n, String(n)]));
    const label = `loss in nats a ${ONE[this.unit]}`;
    this.chart.window({ x: { max: this.most, ticks }, y: { max, label } });
    Object.keys(TEXTS).forEach((text, i) => {
      const ys = this.found.map((one) => one[text].loss);
      this.curves[text].set(ns, ys);
      const y = ys[this.n - 1];
      const learned = i === 0;
      // both curves begin together and fall: there, both labels stand above them
      const [high, below] = [learned && this.n === 1, learned && this.n > 1];
      const said = `${TEXTS[text]} ${short(y)}`;
      this.dots[i].set([{ x: this.n, y, value: y, text: said, high, below }]);
    });
  }

  show() {
    const { K, filled } = this.tables[this.unit][this.n - 1];
    const told = { cells: K ** this.n, filled, unseen: this.found[this.n - 1].held_out.unseen };
    const texts = {
      cells: sized(told.cells),
      filled: grouped(filled),
      unseen: percent(told.unseen),
    };
    if (told.cells < 1e6) texts.cells = grouped(told.cells);
    for (const [name, element] of Object.entries(this.facts)) {
      write(element, texts[name]);
      put(element, "data-value", told[name]);
    }
    this.share.style.setProperty("--u-share", String(told.unseen));
  }

  sentence() {
    const { learned, held_out } = this.found[this.n - 1];
    const what = `${this.n}-grams of ${this.unit}`;
    const start = `With ${what} and k = ${this.k === 0 ? "0" : String(this.k)}, `;
    if (held_out.loss === Number.POSITIVE_INFINITY)
      return [
        start,
        "what was held out is impossible: it has n-grams that were never seen, and the loss is infinite.",
      ];
    if (Number.isNaN(held_out.loss))
      return [
        start,
        "nothing can be said of some places: even what stands before them was never seen.",
      ];
    const b = (/** @type {number} */ x) => make("b", {}, short(x));
    return [
      `${start}a ${ONE[this.unit]} of the text that was learned costs `,
      ...[b(learned.loss), " nats, one of the text held out "],
      ...[b(held_out.loss), `: perplexity ${short(held_out.perplexity)}.`],
    ];
  }

  told() {
    const heads = [
      "n",
      "cells",
      "seen",
      "held out, unseen",
      "loss learned",
      "loss held out",
      "perplexity held out",
    ];
    const rows = this.found.map(({ learned, held_out }, i) => {
      const { K, filled } = this.tables[this.unit][i];
      const numbers = {
        ...{ cells: K ** (i + 1), filled, unseen: held_out.unseen },
        ...{ "loss learned": learned.loss, "loss held_out": held_out.loss },
        perplexity: held_out.perplexity,
      };
      const cells = Object.entries(numbers).map(([name, value]) => ({
        ...{ name, t: i + 1, value, text: long(value, 4) },
      }));
      return { head: String(i + 1), cells };
    });
    return [numbersTable(`n-grams of ${this.unit}, k = ${this.k}`, heads, rows)];
  }

  act(key) {
    const more = (/** @type {number} */ by) => () => {
      const k = this.state.get("k") * 10 ** by;
      const inside = Math.min(RANGE.max, Math.max(RANGE.min, k));
      this.change({ k: Number(inside.toPrecision(3)), none: false });
    };
    return {
      ArrowRight: () => this.change({ n: Math.min(this.most, this.n + 1) }),
      ArrowLeft: () => this.change({ n: Math.max(1, this.n - 1) }),
      ArrowUp: more(0.25),
      ArrowDown: more(-0.25),
      u: () => this.change({ unit: this.unit === "words" ? "letters" : "words" }),
    }[key];
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("counts", (place, model) => new Counts(place, model));
