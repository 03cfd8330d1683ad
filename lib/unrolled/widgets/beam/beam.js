// Beam: a search for the likeliest word, step by step, beside the likeliest of all words.

import { Named } from "../engine/named.js";
import { number, oneOf } from "../kit/address.js";
import { choice } from "../kit/controls.js";
import { make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long } from "../kit/numbers.js";
import { seen } from "../kit/reading.js";
import { numbersTable } from "../kit/table.js";
import { Updates } from "../kit/updates.js";
import { expectations } from "./expects.js";
import { Ranking } from "./ranking.js";
import { begins, ranked, search } from "./search.js";
import { Tree } from "./tree.js";
import { fate, sentence } from "./words.js";

const WIDEST = 4;
const BEAT = 1300; // milliseconds for a tick that plays
const LABELS = { first: "Before the first letter", last: "After the last letter" };
const KEYS = [
  ["→ ←", "on, back: look at what may follow; keep the likeliest"],
  ["Home End", "before the first letter, after the last"],
  ["↑ ↓", "a wider beam, a narrower one"],
  ["u", "the next number of updates"],
  ["Space", "play, pause"],
];

class Beam {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.named = new Named(model.get("program"));
    this.letters = model.get("letters");
    this.weights = model.get("weights");
    this.updates = Object.keys(this.weights);
    this.length = this.named.shape("logs")[0];
    this.last = 2 * this.length; // each step looks, and then prunes
    this.frame = new Frame({
      name: "beam",
      key: model.get("key"),
      title: "The likeliest word",
      label: "A beam search as a tree, beside the likeliest of all words.",
      keys: KEYS,
      act: (key, event) => this.act(key) ?? this.ticks.act(key, event),
      state: this.schema(model),
      table: () => this.tables(),
      reset: () => this.change({}),
    });
    this.state = this.frame.state;
    this.build();
    this.frame.ready(place);
    this.change({});
  }

  schema(model) {
    const fits = (text) =>
      text.length === this.length && [...text].every((x) => this.letters.includes(x));
    const word = (/** @type {string} */ text) => (fits(text) ? text : undefined);
    return {
      at: {
        ...number({ start: this.last, min: 0, max: this.last, whole: true }),
        place: true,
      },
      word: { start: model.get("word"), read: word },
      updates: oneOf(model.get("updates"), this.updates),
      width: number({ start: model.get("width"), min: 1, max: WIDEST, whole: true }),
    };
  }

  get at() {
    return this.state.get("at");
  }

  get width() {
    return this.state.get("width");
  }

  /** @param {number[]} ids */
  spelled(ids) {
    return ids.map((k) => this.letters[k]).join("");
  }

  // ---- building, once ---------------------------------------------------------------

  build() {
    this.buildSettings();
    this.tree = new Tree(this.length, this.letters);
    const count = this.letters.length ** this.length;
    this.ranking = new Ranking(count, (ids) => this.spelled(ids));
    this.frame.body.append(
      make(
        "div.u-row",
        { "data-part": "settings" },
        make("label.u-quantity", {}, "word", this.field),
        this.widths.element,
        this.courses.element,
        this.problem,
      ),
      make(
        "div.u-beam-parts",
        {},
        make("div", { "data-part": "tree" }, scrolling(this.tree.element), legend()),
        this.ranking.element,
      ),
    );
    const last = () => this.last;
    this.ticks = new Updates(this.frame, {
      ...{ last, show: () => this.show(), labels: LABELS, beat: BEAT },
    });
  }

  buildSettings() {
    this.field = make("input.u-field", {
      type: "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-label": `A word of ${this.length} letters: ${this.letters.join(", ")}`,
      "data-name": "word",
      change: () => this.take(this.field.value),
    });
    this.problem = make("span.u-problem", { role: "status" });
    const widths = Array.from({ length: WIDEST }, (_, n) => String(n + 1));
    this.widths = choice({
      ...{ name: "width", label: "width", value: String(this.width) },
      options: widths.map((width) => [width, width]),
      change: (width) => this.change({ width: Number(width) }),
    });
    this.courses = choice({
      ...{ name: "updates", label: "updates", value: this.state.get("updates") },
      options: this.updates.map((n) => [n, n]),
      change: (updates) => this.change({ updates }),
    });
  }

  // ---- what a reader does -----------------------------------------------------------

  take(text) {
    const word = this.state.schema.word.read(seen(text).toLowerCase());
    put(this.field, "aria-invalid", word === undefined);
    this.problem.textContent =
      word === undefined ? `${this.length} letters of ${this.letters.join(", ")} are needed.` : "";
    if (word !== undefined) this.change({ word });
  }

  /** Search anew. @param {Record<string, any>} changes */
  change(changes) {
    const { state, named } = this;
    this.ticks.stop();
    state.set(changes);
    this.word = [...state.get("word")].map((letter) => this.letters.indexOf(letter));
    named.set(this.weights[state.get("updates")]);
    const expects = expectations(named, this.word);
    this.steps = search(expects, this.width, this.length);
    const every = search(expects, Number.POSITIVE_INFINITY, this.length);
    this.all = ranked(every[this.length - 1]);
    this.field.value = state.get("word");
    this.problem.textContent = "";
    put(this.field, "aria-invalid", false);
    this.widths.set(String(this.width));
    this.courses.set(state.get("updates"));
    this.show();
  }

  widen(by) {
    this.change({ width: Math.max(1, Math.min(WIDEST, this.width + by)) });
  }

  act(key) {
    const next = (this.updates.indexOf(this.state.get("updates")) + 1) % this.updates.length;
    return {
      ArrowUp: () => this.widen(1),
      ArrowDown: () => this.widen(-1),
      u: () => this.change({ updates: this.updates[next] }),
    }[key];
  }

  // ---- showing ----------------------------------------------------------------------

  /** The step that is shown, from 1, and whether it has pruned. */
  get step() {
    return { t: Math.ceil(this.at / 2), pruned: this.at % 2 === 0 };
  }

  /** What there is to be seen, for words. @returns {import("./words.js").Seen} */
  get seen() {
    const { steps, all } = this;
    const { t, pruned } = this.step;
    const decided = steps.slice(0, pruned ? t : t - 1);
    return { steps, decided, all, t, pruned, spelled: (ids) => this.spelled(ids) };
  }

  show() {
    const { t, pruned } = this.step;
    const { seen } = this;
    const [best] = this.all;
    this.tree.show(this.steps.slice(0, t), pruned, (ids) => begins(ids, best.ids));
    this.ranking.show(this.all, (ids) => fate(seen, ids), this.word.toReversed());
    this.ticks.shown(this.at);
    this.frame.say(...sentence(seen, this.letters.length, this.width));
    this.frame.changed();
  }

  tables() {
    const cell = (name, t, index, value) => ({ name, t, index, value, text: long(value) });
    const shown = this.steps.slice(0, this.step.t);
    const steps = shown.map((longer, n) =>
      numbersTable(
        `Step ${n + 1}`,
        ["beginning", "last letter", "all letters", "kept"],
        longer.map(({ ids, own, total, kept }, i) => ({
          head: this.spelled(ids),
          cells: [
            cell("own", n + 1, i, own),
            cell("total", n + 1, i, total),
            { ...cell("kept", n + 1, i, Number(kept)), text: kept ? "yes" : "no" },
          ],
        })),
      ),
    );
    const best = this.all.slice(0, 16).map(({ ids, total }, n) => ({
      head: `${n + 1}: ${this.spelled(ids)}`,
      cells: [cell("likeliest", undefined, n, total), cell("prob", undefined, n, Math.exp(total))],
    }));
    return [
      ...steps,
      numbersTable("The likeliest of all words", ["word", "nats", "probability"], best),
    ];
  }

  destroy() {
    this.ticks.stop();
    this.frame.destroy();
  }
}

/** Where letters are large and the screen is narrow, the tree scrolls. @param {Element} tree */
const scrolling = (tree) => make("div.u-beam-scroll", { "data-scrolls": true }, tree);

/** How the tree is to be read. */
const legend = () =>
  make(
    "p.u-beam-legend",
    {},
    make("span.u-beam-chip.u-kept", {}, "kept"),
    make("span.u-beam-chip.u-pruned", {}, "pruned"),
    make("span.u-beam-chip.u-open.u-best", {}, "leads to the likeliest word"),
  );

export default mounted("beam", (place, model) => new Beam(place, model), ["program", "weights"]);
