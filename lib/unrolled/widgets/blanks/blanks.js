// Blanks: two networks learn to fill them, one reading from the left, one from both sides.

import { number } from "../kit/address.js";
import { Chart } from "../kit/chart.js";
import { choice, quantity } from "../kit/controls.js";
import { make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, short } from "../kit/numbers.js";
import { Slices } from "../kit/slices.js";
import { numbersTable } from "../kit/table.js";
import { UPDATE_KEYS, Updates } from "../kit/updates.js";
import { Pair, READS, WAYS } from "./pair.js";
import { Sentences } from "./sentences.js";

const RATE = { start: 0.1, min: 0.001, max: 2 };
const TOPS = [4, 6, 10, 100, 1e4];
const ROLES = { 1: "input", 2: "recurrent" };

class Blanks {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.sentences = model.get("sentences");
    this.answers = model.get("answers");
    this.starts = model.get("starts");
    this.last = model.get("updates");
    this.given = this.sentences.map(({ answer }) => answer);
    this.pair = new Pair([model.get("program"), model.get("both")], this.last);
    this.build(model.get("key") || "blanks");
    this.slices = new Slices({
      work: (enough) => this.pair.run(this.last, enough),
      drawn: () => this.draw(),
      done: (all) => put(this.frame.root, "data-trained", all),
    });
    this.frame.ready(place);
    this.anew();
  }

  // ---- building, once ---------------------------------------------------------------

  schema() {
    const { answers, starts, last, given } = this;
    const K = answers.length;
    const read = (/** @type {string} */ text) => {
      const ids = text.split(".").map(Number);
      const fit =
        ids.length === given.length && ids.every((k) => Number.isInteger(k) && k in answers);
      return fit ? ids : undefined;
    };
    const count = (/** @type {number[]} */ ids) => ids.filter((k, n) => k !== given[n]).length;
    return {
      at: { ...number({ start: 0, min: 0, max: last, whole: true }), place: true },
      rate: number(RATE),
      start: number({ start: 0, min: 0, max: starts.length - 1, whole: true }),
      ...(K > 1 && { right: { start: [...given], read, write: (ids) => ids.join("."), count } }),
    };
  }

  build(key) {
    this.frame = new Frame({
      name: "blanks",
      key,
      title: "What stood in the blank?",
      label: "Two networks learn to fill the blanks of sentences.",
      keys: UPDATE_KEYS,
      act: (pressed, event) => this.updates.act(pressed, event),
      state: this.schema(),
      table: () => this.tables(),
      reset: () => this.reset(),
      resized: () => this.layout(),
    });
    this.state = this.frame.state;
    this.buildCourse();
    this.buildSettings();
    this.rows = new Sentences(this.sentences, this.answers, (n, k) => this.answer(n, k));
    this.frame.body.append(
      this.rows.element,
      this.chart.element,
      make(
        "div.u-blanks-settings",
        { "data-part": "settings" },
        this.start.element,
        this.rate.element,
      ),
    );
    this.updates = new Updates(this.frame, { last: () => this.last, show: () => this.show() });
  }

  buildCourse() {
    this.chart = new Chart({
      x: { min: 0, max: this.last, label: "updates" },
      y: { min: 1, max: TOPS[0], label: "perplexity at the blank" },
      height: 210,
      label: "The course of training",
      name: "curve",
    });
    this.curves = WAYS.map((ways) => ({
      future: this.chart.curve(`course ${ways}`, ROLES[ways], ".u-thin"),
      past: this.chart.curve(`so far ${ways}`, ROLES[ways]),
      floor: this.chart.rule("y", "", ROLES[ways]),
    }));
    this.knob = this.chart.knob({
      name: "at",
      spoken: "update, along the curve",
      role: "recurrent",
      move: (x) => this.updates.goByHand(Math.round(x)),
      key: (event) => this.updates.slide(event),
    });
  }

  buildSettings() {
    const options = this.starts.map(({ label }, k) => [String(k), label]);
    const change = (/** @type {string} */ k) => this.choose({ start: Number(k) });
    this.start = choice({ name: "start", label: "start", options, value: "0", change });
    this.rate = quantity({
      ...{ name: "rate", label: "learning rate", spoken: "learning rate", log: true },
      ...{ min: RATE.min, max: RATE.max, value: RATE.start },
      change: (rate) => this.choose({ rate }),
    });
  }

  // ---- training ---------------------------------------------------------------------

  get right() {
    return this.state.schema.right ? this.state.get("right") : this.given;
  }

  /** Train both networks from the start, with what is chosen. */
  anew() {
    this.start.set(String(this.state.get("start")));
    this.rate.set(this.state.get("rate"));
    const K = this.answers.length;
    const right = this.right.flatMap((k) => this.answers.map((_, j) => Number(j === k)));
    if (right.length !== K * this.sentences.length) return;
    this.pair.start(this.starts[this.state.get("start")], this.state.get("rate"), right);
    this.slices.start();
  }

  choose(settings) {
    this.updates.stop();
    this.state.set(settings);
    this.anew();
  }

  /** Another word stood in a blank. */
  answer(n, k) {
    this.choose({ right: this.right.map((old, place) => (place === n ? k : old)) });
  }

  reset() {
    this.updates.stop();
    this.anew();
  }

  // ---- showing ----------------------------------------------------------------------

  layout() {
    this.frame.fit(this.chart);
  }

  /** After training: the courses, and the update that is shown. */
  draw() {
    const courses = WAYS.map((ways) => this.pair.series(ways));
    const highest = Math.max(...courses.flatMap((ys) => [...ys].filter(Number.isFinite)));
    const max = TOPS.find((top) => top >= highest) ?? TOPS.at(-1);
    this.chart.window({ y: { max, log: max > 10 } });
    this.courses = courses;
    this.show();
  }

  show() {
    const n = Math.min(this.updates.at, this.pair.known);
    this.pair.show(n);
    WAYS.forEach((ways, k) => {
      const { future, past, floor } = this.curves[k];
      const ys = this.courses[k];
      const ns = Array.from(ys, (_, i) => i);
      future.set(ns, ys);
      past.set(ns.slice(0, n + 1), ys.slice(0, n + 1));
      const low = this.pair.value(ways, "floor");
      floor.set(low, `floor ${READS[ways]}`); // its number is asked for later in the chapter
    });
    const y = this.pair.value(2, "perplexity");
    const text = `update ${n}: ${long(y, 3)}`;
    this.knob.set(n, y, { now: n, min: 0, max: this.last, text });
    this.rows.show(
      WAYS.map((ways) => this.pair.values(ways, "said")),
      this.right,
    );
    this.updates.shown(n);
    this.frame.say(...this.words(n));
    this.frame.changed();
  }

  words(n) {
    const when = n === 0 ? "Before training" : `After ${n} update${n === 1 ? "" : "s"}`;
    const part = (/** @type {number} */ ways) => [
      make(`b.u-${ROLES[ways]}`, {}, short(this.pair.value(ways, "perplexity"))),
      ` reading ${READS[ways]}`,
    ];
    if (this.pair.broken) return ["A loss is no number any more. Lower the learning rate."];
    return [`${when} the perplexity at the blank is `, ...part(1), ", and ", ...part(2), "."];
  }

  tables() {
    const rows = this.sentences.flatMap(({ words }, n) =>
      WAYS.map((ways) => {
        const said = this.pair.values(ways, "said");
        const cells = this.answers.map((_, k) => {
          const value = said[n * this.answers.length + k];
          return { name: `said ${ways}`, t: n + 1, index: k, value, text: long(value) };
        });
        return { head: `${words.join(" ")} (${READS[ways]})`, cells };
      }),
    );
    const amounts = ["perplexity", "L", "floor"].map((name) => ({
      head: name,
      cells: WAYS.map((ways) => {
        const value = this.pair.value(ways, name);
        return { name: `${name} ${ways}`, value, text: long(value) };
      }),
    }));
    return [
      numbersTable(
        `Update ${this.updates.at}: what stands in the blank`,
        ["sentence", ...this.answers],
        rows,
      ),
      numbersTable(`Update ${this.updates.at}`, ["", ...WAYS.map((ways) => READS[ways])], amounts),
    ];
  }

  destroy() {
    this.slices.stop();
    this.updates.stop();
    this.frame.destroy();
  }
}

export default mounted("blanks", (place, model) => new Blanks(place, model), ["program", "both"]);
