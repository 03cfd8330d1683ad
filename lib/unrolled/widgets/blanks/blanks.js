// Blanks: two networks learn to fill them, one reading from the left, one from both sides.

import { number } from "../kit/address.js";
import { Chart } from "../kit/chart.js";
import { choice, quantity } from "../kit/controls.js";
import { able, make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, short } from "../kit/numbers.js";
import { Player } from "../kit/player.js";
import { Slices } from "../kit/slices.js";
import { numbersTable } from "../kit/table.js";
import { showPlaying, stepping } from "../kit/toolbar.js";
import { Pair, READS, WAYS } from "./pair.js";
import { Sentences } from "./sentences.js";

const BEAT = 90; // milliseconds between two pictures of playing
const FAR = 10;
const RATE = { start: 0.1, min: 0.001, max: 2 };
const TOPS = [4, 6, 10, 100, 1e4];
const ROLES = { 1: "input", 2: "recurrent" };
const KEYS = [
  ["→ ←", "an update on, back"],
  ["Shift → ←", "ten updates"],
  ["Home End", "before, after training"],
  ["Space", "play, pause"],
];

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

  get at() {
    return Math.min(this.state.get("at"), this.last);
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
      keys: KEYS,
      act: (pressed, event) => this.act(pressed, event),
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
    this.buildFoot();
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
      move: (x) => this.goByHand(Math.round(x)),
      key: (event) => this.slide(event),
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

  buildFoot() {
    const go = (to) => () => this.goByHand(to());
    const actions = {
      first: go(() => 0),
      back: go(() => this.at - 1),
      next: go(() => this.at + 1),
      last: go(() => this.last),
      play: () => this.toggle(),
    };
    this.foot = stepping(actions, { first: "Before training", last: "After training" });
    this.frame.foot.append(...this.foot.elements);
    const changed = (on) => showPlaying(this.foot.play, on);
    const next = () => this.playOn();
    this.player = new Player({ rows: () => 0, row: () => {}, next, changed }, BEAT);
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
    this.player.stop();
    this.state.set(settings);
    this.anew();
  }

  /** Another word stood in a blank. */
  answer(n, k) {
    this.choose({ right: this.right.map((old, place) => (place === n ? k : old)) });
  }

  reset() {
    this.player.stop();
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
    const n = Math.min(this.at, this.pair.known);
    this.pair.show(n);
    WAYS.forEach((ways, k) => {
      const { future, past, floor } = this.curves[k];
      const ys = this.courses[k];
      const ns = Array.from(ys, (_, i) => i);
      future.set(ns, ys);
      past.set(ns.slice(0, n + 1), ys.slice(0, n + 1));
      const low = this.pair.value(ways, "floor");
      floor.set(low, `floor ${READS[ways]}: ${long(low, 3)}`);
    });
    const y = this.pair.value(2, "perplexity");
    const text = `update ${n}: ${long(y, 3)}`;
    this.knob.set(n, y, { now: n, min: 0, max: this.last, text });
    this.rows.show(
      WAYS.map((ways) => this.pair.values(ways, "said")),
      this.right,
    );
    able(this.foot.back, n > 0);
    able(this.foot.next, n < this.last);
    put(this.frame.root, "data-update", n);
    this.frame.say(...this.words(n));
    this.frame.changed();
  }

  words(n) {
    const when = n === 0 ? "Before training" : `After ${n} update${n === 1 ? "" : "s"}`;
    const part = (/** @type {number} */ ways) => [
      make(`b.u-${ROLES[ways]}`, {}, short(this.pair.value(ways, "perplexity"))),
      ` reading ${READS[ways]} (floor ${long(this.pair.value(ways, "floor"), 3)})`,
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
        `Update ${this.at}: what stands in the blank`,
        ["sentence", ...this.answers],
        rows,
      ),
      numbersTable(`Update ${this.at}`, ["", ...WAYS.map((ways) => READS[ways])], amounts),
    ];
  }

  // ---- moving -----------------------------------------------------------------------

  goByHand(n) {
    this.player.stop();
    this.go(n);
  }

  go(n) {
    this.state.set({ at: Math.max(0, Math.min(this.last, n)) });
    this.show();
  }

  toggle() {
    if (this.player.on) return this.player.stop();
    if (this.at === this.last) this.go(0);
    this.player.start();
  }

  playOn() {
    this.go(this.at + 1);
    return this.at < this.last;
  }

  slide(/** @type {KeyboardEvent} */ { key, shiftKey }) {
    const size = shiftKey ? FAR : 1;
    const ways = { ArrowRight: this.at + size, ArrowLeft: this.at - size, Home: 0, End: this.last };
    const to = ways[key];
    if (to !== undefined) this.goByHand(to);
    return to !== undefined;
  }

  act(key, event) {
    if (/^(ArrowRight|ArrowLeft|Home|End)$/.test(key)) return () => this.slide(event);
    return key === " " ? () => this.toggle() : undefined;
  }

  destroy() {
    this.slices.stop();
    this.player.stop();
    this.frame.destroy();
  }
}

export default mounted("blanks", (place, model) => new Blanks(place, model), ["program", "both"]);
