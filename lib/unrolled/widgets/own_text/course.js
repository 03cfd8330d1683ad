// Perplexity in the course of training, beside what counting alone reaches.

import { Chart } from "../kit/chart.js";
import { make } from "../kit/dom.js";
import { long, short } from "../kit/numbers.js";

/** @typedef {import("./journal.js").Journal} Journal */
/** @typedef {import("../engine/text_job.js").Mark} Mark */

const TICKS = [1, 2, 3, 5, 10, 20, 50, 100, 200];
const NAMES = ["any letter", "bigrams", "n-grams"]; // what is compared with

export class Course {
  /** @param {{move: (count: number) => void, key: (event: KeyboardEvent) => boolean}} does */
  constructor({ move, key }) {
    this.chart = new Chart({
      x: { min: 0, max: 100, label: "updates" },
      y: {
        ...{ min: 1, max: 100, log: true, label: "perplexity" },
      },
      height: 230,
      label: "Perplexity in the course of training",
      name: "course",
    });
    this.learned = this.chart.curve("learned", "loss", ".u-thin");
    this.held = this.chart.curve("held", "loss");
    this.rules = NAMES.map((text) => this.chart.rule("y", text));
    const spoken = "update, along the curve";
    this.knob = this.chart.knob({ name: "at", spoken, role: "loss", move, key });
    const thin = make("span", {}, make("i.u-own-thin"), "letters just learned");
    const thick = make("span", {}, make("i.u-own-thick"), "held-out text");
    const legend = make("p.u-own-legend", {}, thin, thick);
    this.element = make("div.u-own-course", {}, this.chart.element, legend);
  }

  /** What counting reaches, as lines. @param {any} bounds  losses in nats */
  compare(bounds) {
    const { n, loss } = bounds.ngram;
    const told = [
      [NAMES[0], bounds.uniform],
      [NAMES[1], bounds.bigram],
      [`${n}-grams`, n === 2 ? Number.NaN : loss],
    ];
    told.forEach(([text, own], k) => {
      const y = Math.exp(own);
      this.rules[k].set(y, `${text} ${short(y, 2)}`);
    });
  }

  /** @param {Journal} journal @param {number} K  letters: what blind guessing comes to */
  draw({ points, marks, count, bounds }, K) {
    const highest = Math.max(2, marks.length ? 0 : K, ...marks.map(({ held }) => Math.exp(held)));
    const top = bounds ? Math.exp(bounds.uniform) : highest;
    const max = 1.25 * Math.min(Math.max(top, highest), 2 * top);
    const ticks = TICKS.filter((y) => y <= max).map(
      (y) => /** @type {[number, string]} */ ([y, String(y)]),
    );
    this.chart.window({ x: { max: Math.max(100, count) }, y: { max, ticks } });
    this.learned.set(
      points.map((p) => p.count),
      points.map((p) => Math.exp(p.loss)),
    );
    this.held.set(
      marks.map((m) => m.mark),
      marks.map((m) => Math.exp(m.held)),
    );
  }

  /** The update whose text is shown. @param {Mark} mark @param {number} count */
  show(mark, count) {
    const y = Math.exp(mark.held);
    const text = `update ${mark.mark}: held-out perplexity ${long(y, 2)}`;
    this.knob.set(mark.mark, y, { now: mark.mark, min: 0, max: count, text });
  }
}
