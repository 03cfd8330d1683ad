// Neighbours: the words nearest to one, and analogies, from vectors that were learned.

import { flag, oneOf } from "../kit/address.js";
import { Chart } from "../kit/chart.js";
import { choice, toggle } from "../kit/controls.js";
import { make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, short } from "../kit/numbers.js";
import { seen } from "../kit/reading.js";
import { alongRow, oneStop } from "../kit/row.js";
import { numbersTable } from "../kit/table.js";
import { alike, Nearness } from "./near.js";

const SHOWN = 8;
const WAYS = { near: "near a word", analogy: "an analogy" };
const PLACES = ["a", "b", "c"];
const KEYS = [
  ["1 … 8", "go to that word; in an analogy it is what is asked about"],
  ["a", "an analogy, or near a word"],
];

class Neighbours {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.words = model.get("words");
    this.least = model.get("least");
    this.nearness = new Nearness(model.get("program"), this.words);
    this.frame = new Frame({
      name: "neighbours",
      key: model.get("key") || "neighbours",
      title: "Who is near whom",
      label: "Words and those nearest to them.",
      keys: KEYS,
      act: (key) => this.act(key),
      state: this.schema(model),
      table: () => this.tables(),
      reset: () => this.render(),
      resized: () => this.frame.fit(this.chart),
    });
    this.state = this.frame.state;
    this.build();
    this.frame.ready(place);
    this.render();
  }

  schema(model) {
    const [a, b, c] = model.get("analogy");
    return {
      way: oneOf("near", Object.keys(WAYS)),
      word: oneOf(model.get("word"), this.words),
      a: oneOf(a, this.words),
      b: oneOf(b, this.words),
      c: oneOf(c, this.words),
      exclude: flag(true),
    };
  }

  // ---- building, once ---------------------------------------------------------------

  build() {
    const known = `u-words-${Math.random().toString(36).slice(2)}`;
    const options = this.words.map((value) => make("option", { value }));
    this.way = choice({
      name: "way",
      label: "",
      options: /** @type {[string, string][]} */ (Object.entries(WAYS)),
      value: "near",
      change: (way) => this.change({ way }),
    });
    this.fields = Object.fromEntries(
      ["word", ...PLACES].map((name) => [name, this.field(name, known)]),
    );
    this.exclude = toggle({
      name: "exclude",
      label: "leave these three out",
      value: true,
      change: (exclude) => this.change({ exclude }),
    });
    const longest = Math.max(...this.words.map((word) => word.length));
    this.frame.root.style.setProperty("--u-longest", `${longest}ch`);
    const { word, a, b, c } = this.fields;
    this.asked = {
      near: make("div.u-near-asked", {}, make("label.u-quantity", {}, "word", word)),
      analogy: make(
        "div.u-near-asked",
        {},
        ...[a, " is to ", b, " as ", c, " is to …", this.exclude.element],
      ),
    };
    this.problem = make("p.u-problem.u-near-problem", { role: "alert" });
    this.rows = Array.from({ length: SHOWN }, (_, n) => this.row(n));
    this.buildChart();
    this.frame.body.append(
      this.way.element,
      make("div.u-near-ways", { "data-part": "asked" }, Object.values(this.asked)),
      this.problem,
      make("datalist", { id: known }, options),
      make("div.u-near-halves", {}, this.list(), make("div", {}, this.chart.element)),
    );
  }

  /** The words that are near: one tab stop. */
  list() {
    const elements = this.rows.map(({ element }) => element);
    const buttons = this.rows.map(({ button }) => button);
    const list = make("ol.u-near-list", { "data-part": "list" }, elements);
    alongRow(list, () => buttons, ["ArrowUp", "ArrowDown"]);
    oneStop(buttons, 0);
    return list;
  }

  buildChart() {
    this.chart = new Chart({
      x: { min: 0, max: this.words.length, label: "words, the nearest first" },
      y: { min: -1, max: 1, label: "cosine" },
      height: 270,
      label: "The cosines of all words, sorted",
      name: "cosines",
    });
    this.curve = this.chart.curve("sorted", "recurrent");
    this.codes = this.chart.rule("y", "one-hot: 0");
    this.marks = this.chart.dots("nearest", "recurrent");
  }

  field(name, known) {
    const field = make("input.u-field.u-near-field", {
      type: "text",
      list: known,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-label": name === "word" ? "A word" : `Word ${name} of the analogy`,
      "data-name": name,
      change: () => this.take(name, field),
    });
    return field;
  }

  row(n) {
    const button = make("button.u-button.u-near-word", {
      type: "button",
      click: () => this.follow(n),
    });
    const number = make("span.u-near-number", { "data-name": "cosine", "data-t": n + 1 });
    const bar = make("span.u-near-bar", { "aria-hidden": "true" });
    return { element: make("li", {}, button, bar, number), button, number, bar };
  }

  // ---- what is asked ----------------------------------------------------------------

  /** A word was typed. @param {string} name @param {HTMLInputElement} field */
  take(name, field) {
    const text = seen(field.value).toLowerCase();
    const fits = this.words.includes(text);
    if (fits) return this.change({ [name]: text });
    put(field, "aria-invalid", true);
    const like = alike(text, this.words);
    const hint = like.length ? ` There are ${like.join(", ")}.` : "";
    this.problem.textContent = text
      ? `“${text}” is not among the ${this.words.length} words that occur ${this.least} times or more.${hint}`
      : "A word is needed.";
  }

  /** @param {Record<string, any>} changes */
  change(changes) {
    this.state.set(changes);
    this.render();
  }

  /** Go on to a word of the list. @param {number} n */
  follow(n) {
    const { word } = this.listed[n];
    this.change(this.state.get("way") === "near" ? { word } : { c: word });
  }

  get given() {
    const { state } = this;
    return state.get("way") === "near"
      ? [state.get("word")]
      : PLACES.map((name) => state.get(name));
  }

  /** @returns {[string, number][]} */
  get sum() {
    const [first, b, c] = this.given;
    if (this.state.get("way") === "near") return [[first, 1]];
    return [
      [first, -1],
      [b, 1],
      [c, 1],
    ];
  }

  // ---- showing ----------------------------------------------------------------------

  render() {
    const { state, given } = this;
    const way = state.get("way");
    const out = way === "near" || state.get("exclude");
    this.ranked = this.nearness.to(this.sum);
    this.others = this.ranked.filter(({ word }) => !given.includes(word));
    this.listed = (out ? this.others : this.ranked).slice(0, SHOWN);
    this.problem.textContent = "";
    this.way.set(way);
    this.exclude.set(state.get("exclude"));
    for (const [name, part] of Object.entries(this.asked))
      part.classList.toggle("u-off", name !== way);
    for (const [name, field] of Object.entries(this.fields)) {
      field.value = state.get(name);
      put(field, "aria-invalid", false);
    }
    this.rows.forEach((row, n) => this.fill(row, this.listed[n], given));
    this.showChart(out ? this.others : this.ranked);
    this.frame.say(...this.said());
    this.frame.changed();
  }

  fill({ button, number, bar }, { word, k, cosine }, given) {
    write(button, word);
    button.classList.toggle("u-near-given", given.includes(word));
    write(number, short(cosine, 3));
    put(number, "data-index", k);
    put(number, "data-value", cosine);
    bar.style.setProperty("--u-share", String(Math.max(0, cosine)));
  }

  showChart(shown) {
    const ys = shown.map(({ cosine }) => cosine);
    this.curve.set(
      ys.map((_, i) => i + 1),
      ys,
    );
    this.marks.set(ys.slice(0, SHOWN).map((y, i) => ({ x: i + 1, y, value: y })));
    this.codes.set(0);
  }

  said() {
    const { state, given, ranked, others } = this;
    const bold = (/** @type {string} */ text) => make("b", {}, `“${text}”`);
    const [best] = others;
    const cosine = `cosine ${short(best.cosine, 2)}`;
    if (state.get("way") === "near") {
      const apart = `One-hot codes keep all of them ${long(best.one_hot, 3)} away.`;
      return ["Nearest to ", bold(given[0]), " is ", bold(best.word), `, ${cosine}. ${apart}`];
    }
    const [a, b, c] = given;
    const [first] = ranked;
    const own = given.includes(first.word)
      ? [" Nearest of all is ", bold(first.word), ", which was given."]
      : [" None of the three given is nearer."];
    return [
      `“${b}” − “${a}” + “${c}”: the nearest other word is `,
      bold(best.word),
      `, ${cosine}.`,
      own,
    ];
  }

  tables() {
    const rows = this.ranked.map(({ word, k, cosine, one_hot }) => ({
      head: word,
      cells: [
        { name: "cosines", index: k, value: cosine, text: long(cosine) },
        { name: "one_hot", index: k, value: one_hot, text: long(one_hot) },
      ],
    }));
    return [
      numbersTable(
        "All words, the nearest first",
        ["", "cosine", "distance of one-hot codes"],
        rows,
      ),
    ];
  }

  /** @param {string} key */
  act(key) {
    if (/^[1-8]$/.test(key)) return () => this.follow(Number(key) - 1);
    const way = this.state.get("way") === "near" ? "analogy" : "near";
    return key === "a" ? () => this.change({ way }) : undefined;
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("neighbours", (place, model) => new Neighbours(place, model));
