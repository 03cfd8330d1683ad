// WordSpace: words in a plane, which move while the page trains.

import { flag, lent, number, oneOf } from "../kit/address.js";
import { make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long } from "../kit/numbers.js";
import { Slices } from "../kit/slices.js";
import { numbersTable } from "../kit/table.js";
import { UPDATE_KEYS, Updates } from "../kit/updates.js";
import { Course } from "./course.js";
import { moves, withMove } from "./moves.js";
import { Plane } from "./plane.js";
import { RATE, Settings, WAYS } from "./settings.js";
import { Space } from "./space.js";

const HEIGHT = 320;
const SHORT = 190; // of the course where it stands below the plane
const SLOW = 40; // updates after which playing takes two at a time, and so on
const TRAINED = {
  factorise: "the table is missed by",
  skip_gram: "the loss is",
  cbow: "the loss is",
};
const NAMES = { E: "The words", Z: "The reviews", V: "The words where they are said" };
const KEYS = [
  ...UPDATE_KEYS,
  ["w", "the next word; Shift goes back"],
  ["→ ← ↑ ↓", "at the point of a word: move it; Shift moves it far"],
];

class WordSpace {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    const way = model.get("way");
    this.words = model.get("words");
    this.last = model.get("updates");
    this.rates = model.get("rates");
    this.floors = model.get("floors");
    const [given, starts, merges] = ["given", "starts", "merges"].map((name) => model.get(name));
    const programs = { [way]: model.get("program"), ...model.get("programs") };
    this.space = new Space(programs, { given, starts, merges }, this.last);
    const sizes = this.floors.factorise.length;
    this.known = {
      ...{ words: this.words, sizes, seeds: starts[way].length, merges: Object.keys(merges) },
    };
    this.build(model.get("key") || "wordspace", way);
    this.slices = new Slices({
      work: (enough) => this.space.run(enough),
      drawn: () => this.draw(),
      done: (all) => put(this.frame.root, "data-trained", all),
    });
    this.frame.ready(place);
    this.anew();
  }

  // ---- building, once ---------------------------------------------------------------

  schema(way) {
    const { words, sizes, seeds, merges } = this.known;
    const whole = (start, min, max) => number({ start, min, max, whole: true });
    return {
      at: { ...whole(0, 0, this.last), place: true },
      way: oneOf(way, Object.keys(WAYS)),
      size: whole(2, 1, sizes),
      window: whole(2, 1, 2),
      merge: oneOf(merges[0], merges),
      seed: whole(0, 0, seeds - 1),
      rate: lent(RATE),
      word: { ...whole(0, 0, words.length - 1), place: true },
      others: flag(false),
      moved: moves(words.length, this.last),
    };
  }

  build(key, way) {
    this.frame = new Frame({
      name: "wordspace",
      key,
      title: "Words in a plane",
      label: "Words move in a plane while they are learned.",
      keys: KEYS,
      act: (pressed, event) => this.act(pressed, event),
      state: this.schema(way),
      table: () => this.tables(),
      reset: () => this.reset(),
      resized: () => this.layout(),
    });
    this.state = this.frame.state;
    this.updates = new Updates(this.frame, {
      last: () => this.last,
      show: () => this.show(),
      stride: (at) => 1 + Math.floor(at / SLOW), // slowly at first, where most happens
    });
    this.plane = new Plane(this.words, {
      move: (word, x, y) => this.move(word, [x, y]),
      choose: (word) => word !== this.state.get("word") && this.look({ word }),
      settle: () => this.draw(),
    });
    this.course = new Course(this.last, {
      move: (n) => this.updates.goByHand(n),
      key: (event) => this.updates.slide(event),
    });
    this.settings = new Settings(this.known, {
      choose: (changes) => this.choose(changes),
      look: (changes) => this.look(changes, true),
      move: (values) => this.move(this.state.get("word"), values),
    });
    const [ways, more] = this.settings.elements;
    const plots = [this.plane, this.course].map(({ chart }) => make("div", {}, chart.element));
    this.plots = make("div.u-wordspace-plots", {}, plots);
    this.frame.body.append(ways, this.plots, this.settings.line, more);
  }

  // ---- training ---------------------------------------------------------------------

  get rate() {
    return this.state.get("rate") ?? this.rates[this.state.get("way")];
  }

  get floor() {
    const { state } = this;
    const way = state.get("way");
    return this.floors[way][state.get(way === "factorise" ? "size" : "window") - 1];
  }

  /** Train from the start, with what is chosen. */
  anew() {
    const { state } = this;
    const get = (/** @type {string} */ name) => state.get(name);
    const [way, window, merge, seed] = ["way", "window", "merge", "seed"].map(get);
    const [size, moved] = ["size", "moved"].map(get);
    this.space.start({ way, window, merge, size, seed, rate: this.rate, moved });
    this.settings.fill(state, this.rate, this.space.other);
    this.slices.start();
  }

  /** Another training: the words stand where they are drawn again. @param {Record<string, any>} changes */
  choose(changes) {
    this.updates.stop();
    if ("way" in changes) this.state.set({ rate: null });
    this.state.set({ ...changes, moved: [] });
    this.anew();
  }

  /** The same training, seen otherwise. @param {Record<string, any>} changes */
  look(changes, raise = false) {
    this.state.set(changes);
    this.settings.fill(this.state, this.rate, this.space.other);
    this.plane.choose(this.state.get("word"), raise);
    this.draw();
  }

  /** A word goes elsewhere, now. @param {number} word @param {number[]} place */
  move(word, [x, y]) {
    this.updates.stop();
    const { state, space } = this;
    const n = Math.min(this.updates.at, space.last);
    if (state.get("way") === "factorise" && state.get("size") === 1) y = 0; // a line has no up
    const move = { word, n, x, y };
    const moved = withMove(state.get("moved"), move);
    state.set({ word, moved });
    space.due = [];
    space.move(move);
    this.slices.start();
  }

  reset() {
    this.updates.stop();
    this.anew();
  }

  // ---- showing ----------------------------------------------------------------------

  layout() {
    const { frame, plane, course } = this;
    const beside = getComputedStyle(this.plots).gridTemplateColumns.includes(" ");
    for (const { chart } of [plane, course]) {
      chart.usual = beside || chart === plane.chart ? HEIGHT : SHORT;
      frame.fit(chart);
    }
    plane.stretch();
  }

  /** After training or another choice: the course, and the update that is shown. */
  draw() {
    const { state, space } = this;
    const names = state.get("others") ? ["E", space.other] : ["E"];
    this.plane.window(space.bounds(names));
    const unit = state.get("way") === "factorise" ? "distance from the table" : "nats a word";
    this.course.draw(space.descent.series("loss"), unit);
    this.show();
  }

  show() {
    const { state, space, words } = this;
    const n = Math.min(this.updates.at, space.last);
    const word = state.get("word");
    space.descent.show(n);
    const { columns } = space;
    const places = words.map((_, k) => this.placeOf("E", k));
    const tracks = [0, 1].map((i) => {
      const track = space.descent.series("E", undefined, word * columns + i);
      return Array.from(track).slice(0, n + 1);
    });
    this.plane.choose(word);
    this.plane.show(places, state.get("others") ? this.others() : [], tracks);
    this.course.show(n, this.floor);
    this.settings.show(word, places[word]);
    this.updates.shown(n);
    this.frame.say(...this.said(n));
    this.frame.changed();
  }

  /** Where a row of a table stands in the plane. @param {string} name @param {number} k */
  placeOf(name, k) {
    const { descent, columns } = this.space;
    return Array.from(descent.values(name).slice(k * columns, k * columns + 2));
  }

  /** The points of the other table, which have names where there are few. */
  others() {
    const { space, state } = this;
    const rows = space.descent.recorded.shape(space.other)[0];
    return Array.from({ length: rows }, (_, k) => {
      const [x, y] = this.placeOf(space.other, k);
      const own = k === state.get("word") ? `${this.words[k]}, said` : "";
      return { x, y, text: space.other === "Z" ? `review ${k + 1}` : own };
    });
  }

  said(n) {
    const { state, space } = this;
    if (space.descent.broken && n === space.last)
      return ["The loss is no number any more. Lower the learning rate."];
    const way = state.get("way");
    const when = n === 0 ? "Before training" : `After ${n} update${n === 1 ? "" : "s"}`;
    const loss = make("b.u-loss", {}, long(this.course.losses[n], 3));
    const unit = way === "factorise" ? "" : " nats a word";
    const size = state.get("size");
    const seen = way === "factorise" && size > 2 ? ` The plane shows 2 of ${size} numbers.` : "";
    return [
      `${when} ${TRAINED[way]} `,
      loss,
      `${unit}; the floor is ${long(this.floor, 3)}.${seen}`,
    ];
  }

  tables() {
    const { space } = this;
    const n = Math.min(this.updates.at, space.last);
    const { columns } = space;
    const heads = ["", ...Array.from({ length: columns }, (_, i) => `number ${i + 1}`)];
    const amounts = { loss: this.course.losses[n], floor: this.floor };
    const rows = Object.entries(amounts).map(([name, value]) => ({
      head: name,
      cells: [{ name, value, text: long(value) }],
    }));
    return [
      numbersTable(`Update ${n}`, ["", ""], rows),
      ...["E", space.other].map((name) => numbersTable(NAMES[name], heads, this.rows(name))),
    ];
  }

  rows(name) {
    const { descent, columns } = this.space;
    const values = descent.values(name);
    return Array.from({ length: values.length / columns }, (_, k) => ({
      head: name === "Z" ? `review ${k + 1}` : this.words[k],
      cells: Array.from({ length: columns }, (_, i) => {
        const value = values[k * columns + i];
        return { name, t: k, index: i, value, text: long(value) };
      }),
    }));
  }

  // ---- moving -----------------------------------------------------------------------

  /** @param {string} key @param {KeyboardEvent} event */
  act(key, event) {
    if (key !== "w" && key !== "W") return this.updates.act(key, event);
    const K = this.words.length;
    const word = (this.state.get("word") + (key === "w" ? 1 : K - 1)) % K;
    return () => this.look({ word }, true);
  }

  destroy() {
    this.slices.stop();
    this.updates.stop();
    this.frame.destroy();
  }
}

export default mounted("wordspace", (place, model) => new WordSpace(place, model), [
  "program",
  "programs",
]);
