// What a reader sets: the way to learn and what belongs to it, and the numbers of one word.

import { choice, list, quantity, toggle } from "../kit/controls.js";
import { make, put } from "../kit/dom.js";
import { long } from "../kit/numbers.js";
import { typed } from "../kit/reading.js";
import { FAR } from "./space.js";

export const RATE = { min: 0.001, max: 2 };
export const WAYS = { factorise: "factorise the table", skip_gram: "skip-gram", cbow: "CBOW" };
const OTHERS = { Z: "the reviews, too", V: "where a word is said, too" };

/** @typedef {(changes: Record<string, any>) => void} Change */

export class Settings {
  /**
   * @param {{words: string[], sizes: number, seeds: number, merges: string[]}} known
   * @param {{choose: Change, look: Change, move: (values: number[]) => void}} does  trains anew;
   *   only shows something else; moves the word that is chosen
   */
  constructor(known, { choose, look, move }) {
    this.does = { choose, look, move };
    const counted = (/** @type {number} */ n, from = 1) =>
      Array.from({ length: n }, (_, i) => /** @type {[string, string]} */ (twice(i + from)));
    const ways = /** @type {[string, string][]} */ (Object.entries(WAYS));
    this.way = this.choice("way", "", ways);
    this.size = this.choice("size", "numbers a word", counted(known.sizes), Number);
    this.window = this.choice("window", "window", counted(2), Number);
    this.merge = this.choice(
      "merge",
      "context",
      known.merges.map((name) => [name, name]),
    );
    this.seed = this.choice("seed", "seed", counted(known.seeds, 0), Number);
    this.rate = quantity({
      ...{ name: "rate", label: "learning rate", spoken: "learning rate", log: true },
      ...{ ...RATE, value: RATE.max, change: (rate) => choose({ rate }) },
    });
    this.others = toggle({
      name: "others",
      label: OTHERS.Z,
      value: false,
      change: (others) => look({ others }),
    });
    this.word = list({
      name: "chosen",
      label: "word",
      spoken: "The word whose numbers are shown",
      options: known.words.map((word, k) => [String(k), word]),
      value: "0",
      change: (k) => look({ word: Number(k) }),
    });
    this.fields = ["first", "second"].map((name) => this.field(name));
    this.problem = make("span.u-problem", { role: "alert" });
    const own = [[this.size], [this.window, this.merge]].map((parts) => group("", ...parts));
    this.own = own;
    this.elements = [
      group("", this.way),
      group("settings", { element: make("div.u-wordspace-own", {}, own) }, this.seed, this.rate),
    ];
    this.line = make(
      "div.u-wordspace-settings.u-wordspace-word",
      { "data-part": "word" },
      make("span.u-quantity", {}, this.word.element, this.fields, this.problem),
      this.others.element,
    );
  }

  choice(name, label, options, read = (/** @type {any} */ text) => text) {
    const change = (/** @type {string} */ text) => this.does.choose({ [name]: read(text) });
    return choice({ name, label, options, value: options[0][0], change });
  }

  field(name) {
    const typing = (/** @type {boolean} */ on) => field.toggleAttribute("data-typing", on);
    const field = make("input.u-field", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": `${name} number of the word`,
      "data-name": name,
      input: () => typing(true),
      blur: () => typing(false), // after a change, if there was one
      change: () => {
        typing(false);
        this.read();
      },
    });
    return field;
  }

  /** Read both numbers of the word. */
  read() {
    const values = this.fields.map(({ value }) => typed(value, (x) => Math.abs(x) <= FAR));
    this.fields.forEach((field, i) => {
      put(field, "aria-invalid", Number.isNaN(values[i]));
    });
    const wrong = values.some(Number.isNaN);
    this.problem.textContent = wrong ? `a number from −${FAR} to ${FAR} is needed` : "";
    if (!wrong) this.does.move(values);
  }

  /** Write the state into the controls. @param {import("../kit/address.js").State} state */
  fill(state, rate, other) {
    for (const name of ["way", "size", "window", "merge", "seed"])
      this[name].set(String(state.get(name)));
    this.rate.set(rate);
    this.others.set(state.get("others"));
    this.others.element.lastChild.textContent = OTHERS[other];
    const way = state.get("way");
    const counts = way === "factorise";
    this.own.forEach((part, i) => {
      part.classList.toggle("u-off", counts === i > 0);
    });
    this.merge.element.classList.toggle("u-off", way !== "cbow");
  }

  /** Show a word and its numbers, but where one is being typed. @param {number} k @param {ArrayLike<number>} numbers */
  show(k, numbers) {
    this.word.set(String(k));
    this.problem.textContent = "";
    this.fields.forEach((field, i) => {
      if (field.hasAttribute("data-typing")) return;
      field.value = long(numbers[i], 4);
      put(field, "data-value", numbers[i]);
      put(field, "aria-invalid", false);
    });
  }
}

/** Controls beside each other. @param {string} name @param {{element: Element}[]} parts */
const group = (name, ...parts) =>
  make(
    "div.u-wordspace-settings",
    { "data-part": name || undefined },
    parts.map(({ element }) => element),
  );

const twice = (/** @type {number} */ n) => [String(n), String(n)];
