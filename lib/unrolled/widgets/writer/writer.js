// The Writer: a text grows letter by letter; each letter shows what it was drawn from.

import { graphemes, sign } from "../engine/letters.js";
import { flag, number, oneOf } from "../kit/address.js";
import { list, quantity, toggle } from "../kit/controls.js";
import { make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, percent, short } from "../kit/numbers.js";
import { alongRow, oneStop } from "../kit/row.js";
import { numbersTable } from "../kit/table.js";
import { Hand } from "./hand.js";

const BEST = 8; // letters that are shown with their probabilities
const AFTER = 12; // letters whose extra surprise after a slip is shown
const LONGEST = 60; // letters of a prefix
const MOST = 6; // nats of surprise that have the full colour
const KEYS = [
  ["→ ←", "a letter on, back"],
  ["Home End", "the first, the last letter"],
];

/** @typedef {import("./hand.js").Letter} Letter */

class Writer {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.hand = new Hand(model.get("program"), model.get("weights"));
    this.names = Object.keys(model.get("weights"));
    this.length = model.get("length");
    /** @type {Letter[]} */
    this.text = [];
    this.frame = new Frame({
      ...{ name: "writer", key: model.get("key") || "writer", title: "writing", keys: KEYS },
      label: "Writer: a trained network writes, letter by letter.",
      act: (key) => this.act(key),
      state: this.schema(),
      table: () => [this.table()],
      reset: () => this.anew(),
    });
    this.state = this.frame.state;
    this.build();
    this.frame.ready(place);
    this.anew();
  }

  schema() {
    const [most, last] = [this.hand.letters.length - 1, this.length - 1];
    return {
      net: oneOf(this.names[1], this.names),
      heat: number({ start: 0.5, min: 0.1, max: 2 }),
      k: number({ start: most + 1, min: 1, max: most + 1, whole: true }),
      p: number({ start: 1, min: 0.01, max: 1 }),
      prefix: { start: "", read: (/** @type {string} */ text) => this.readable(text) },
      fresh: flag(false),
      seed: number({ start: 1, min: 0, max: 999, whole: true }),
      tint: number({ start: 0, min: 0, max: 300, whole: true }),
      at: { ...number({ start: 3, min: 0, max: last, whole: true }), place: true },
      slip: number({ start: -1, min: -1, max: last, whole: true }),
      put: { ...number({ start: 0, min: 0, max: most, whole: true }), place: true }, // of the slip
    };
  }

  build() {
    const set = (/** @type {string} */ name) => (/** @type {any} */ value) => {
      this.state.set({ [name]: value });
      this.anew();
    };
    const slid = (/** @type {string} */ name, /** @type {string} */ label, more = {}) =>
      quantity({
        ...{ name, label, spoken: label, min: 0, max: 999, step: 1, whole: true, value: 0 },
        ...{ change: set(name), ...more },
      });
    this.net = list({
      ...{ name: "net", label: "network", spoken: "network", value: this.names[0] },
      ...{ options: this.names.map((name) => [name, name]), change: set("net") },
    });
    this.controls = {
      heat: slid("heat", "temperature", { min: 0.1, max: 2, step: 0.05, whole: false }),
      k: slid("k", "top-k", { min: 1, max: this.hand.letters.length }),
      p: slid("p", "top-p", { min: 0.01, max: 1, step: 0.01, whole: false }),
      seed: slid("seed", "seed"),
      tint: slid("tint", "colour by unit", { max: 150 }),
    };
    this.fresh = toggle({
      ...{ name: "fresh", label: "forget at the end of a line", value: false },
      change: set("fresh"),
    });
    this.prefix = make("input.u-field.u-writer-prefix", {
      ...{ type: "text", autocomplete: "off", maxlength: LONGEST, spellcheck: "false" },
      ...{ "data-name": "prefix", "aria-label": "a beginning to read first" },
      change: () => this.begin(),
    });
    this.problem = make("span.u-problem", { role: "alert" });
    const asked = make("span.u-name", {}, "it reads first");
    const beginning = make("span.u-quantity", {}, asked, this.prefix, this.problem);
    this.costs = make("div.u-writer-costs", { "data-part": "costs" });
    this.page = make("p.u-writer-page.u-scrolls", {
      ...{ "data-part": "page", role: "region", tabindex: 0, "aria-label": "The text" },
      click: (/** @type {Event} */ event) => this.pick(event),
    });
    this.bars = make("div.u-writer-bars", { "data-part": "bars" });
    alongRow(this.bars, () => /** @type {any} */ ([...this.bars.children]));
    this.key = make("span.u-writer-key", { "data-part": "key" });
    this.controls.tint.element.append(this.key);
    const rows = [this.net, ...Object.values(this.controls)].map(({ element }) => element);
    const settings = make("div.u-writer-settings", {}, rows, beginning, this.fresh.element);
    this.frame.body.append(this.page, this.costs, this.bars, settings);
  }

  /** A beginning, if the network knows all its letters. @param {string} text */
  readable(text) {
    const known = [...text].every((one) => this.hand.letters.includes(one));
    return known && text.length <= LONGEST ? text : undefined;
  }

  /** Take over the beginning that was typed. */
  begin() {
    const typed = this.prefix.value.replaceAll(sign("\n"), "\n");
    const text = this.readable(typed);
    const strange = graphemes(typed).find((one) => !this.hand.letters.includes(one));
    this.problem.textContent = text === undefined ? `its text had no “${sign(strange ?? "")}”` : "";
    put(this.prefix, "aria-invalid", text === undefined);
    if (text === undefined) return;
    this.state.set({ prefix: text });
    this.anew();
  }

  get slips() {
    const place = this.state.get("slip");
    return new Map(place < 0 ? [] : [[place, this.state.get("put")]]);
  }

  /** Write anew, with what is set. */
  anew() {
    const { state } = this;
    this.net.set(state.get("net"));
    for (const [name, control] of Object.entries(this.controls)) control.set(state.get(name));
    this.controls.tint.limits(0, this.hand.units(state.get("net")));
    this.fresh.set(state.get("fresh"));
    const prefix = state.get("prefix").replaceAll("\n", sign("\n")); // a field has one line
    if (this.prefix.value !== prefix) this.prefix.value = prefix;
    this.problem.textContent = "";
    put(this.prefix, "aria-invalid", false);
    this.text = this.write(this.slips);
    this.page.replaceChildren(...this.text.map((letter, i) => this.letter(letter, i)));
    this.key.replaceChildren(...this.colours());
    this.costs.replaceChildren(...(this.slips.size ? this.cost() : []));
    this.show();
  }

  /** Write with what is set. @param {Map<number, number>} slips */
  write(slips) {
    const { state, length } = this;
    const [k, p, seed, fresh] = ["k", "p", "seed", "fresh"].map((name) => state.get(name));
    const prefix = [...state.get("prefix")].map((one) => this.hand.letters.indexOf(one));
    const how = { length, temperature: state.get("heat"), k, p, seed, prefix, fresh, slips };
    return this.hand.write(state.get("net"), how);
  }

  /** What the slip costs at the letters after it, had they stayed: extra nats of each. */
  cost() {
    const [[place, wrong]] = this.slips;
    const right = this.write(new Map())
      .map(({ k }) => k)
      .slice(0, place + 1 + AFTER);
    const spoiled = right.map((k, i) => (i === place ? wrong : k));
    const [net, fresh] = [this.state.get("net"), this.state.get("fresh")];
    const [was, is] = [right, spoiled].map((text) => this.hand.surprises(net, text, fresh));
    const extra = is.map((nats, i) => nats - was[i]).slice(place + 1);
    const sum = extra.reduce((one, other) => one + other, 0);
    const bars = extra.map((nats, i) => this.extra(nats, right[place + 1 + i], i));
    const words = `Had the text gone on as before: extra nats at the next letters, together ${long(sum, 1)}`;
    return [make("p", {}, words), make("div.u-writer-extra", {}, bars)];
  }

  /** @param {number} nats @param {number} k @param {number} i */
  extra(nats, k, i) {
    const data = { "data-name": "extra", "data-index": i, "data-value": nats };
    const one = make("span", data, make("b", {}, sign(this.hand.letters[k])), long(nats, 1));
    one.style.setProperty("--u-share", String(Math.max(0, Math.min(1, nats / MOST))));
    return one;
  }

  /** @param {Letter} letter @param {number} i */
  letter(letter, i) {
    const sign = this.hand.letters[letter.k];
    const span = make("span", { "data-i": i }, sign === "\n" ? "⏎\n" : sign);
    const unit = this.state.get("tint");
    const value = unit ? (letter.units[unit - 1] ?? 0) : surprise(letter);
    span.style.background = ground(value, unit);
    if (this.slips.has(i)) span.classList.add("u-writer-slip");
    return span;
  }

  /** Which number has which colour. */
  colours() {
    const [unit, units] = [this.state.get("tint"), this.hand.units(this.state.get("net"))];
    if (unit > units) return [`This network has ${units} units.`];
    const swatch = (/** @type {number} */ value) => {
      const one = make("span.u-writer-swatch", {}, short(value, 0));
      one.style.background = ground(value, unit);
      return one;
    };
    const values = unit ? [-1, 0, 1] : [0, MOST / 2, MOST];
    const swatches = values.flatMap((value) => [swatch(value), " "]);
    return [unit ? `unit ${unit}: ` : "surprise, in nats: ", ...swatches];
  }

  /** The letter that is chosen. */
  show() {
    const at = Math.min(this.state.get("at"), this.text.length - 1);
    for (const span of this.page.children)
      span.toggleAttribute("data-on", span.dataset.i === String(at));
    const letter = this.text[at];
    const { expected } = letter;
    const order = expected.map((_, k) => k).sort((a, b) => expected[b] - expected[a]);
    const shown = order.slice(0, BEST);
    if (!shown.includes(letter.k)) shown[BEST - 1] = letter.k;
    const bars = shown.map((k) => this.bar(letter, k, at));
    oneStop(bars, shown.indexOf(letter.k));
    this.bars.replaceChildren(...bars);
    put(this.frame.root, "data-at", at);
    this.frame.say(...this.words(letter, at));
    this.frame.changed();
  }

  /** @param {Letter} letter @param {number} k @param {number} at */
  bar(letter, k, at) {
    const p = letter.expected[k];
    const cut = letter.probs[k] === 0 && p > 0;
    const name = sign(this.hand.letters[k]);
    const button = make(
      "button.u-button.u-writer-bar",
      {
        ...{ type: "button", "data-name": "p", "data-index": k, "data-value": p },
        ...{
          "aria-pressed": String(k === letter.k),
          "aria-label": `write ${name} here: ${percent(p)}${cut ? ", cut off" : ""}`,
        },
        click: () => this.slip(at, k),
      },
      make("b", {}, name),
      percent(p),
    );
    button.toggleAttribute("data-cut", cut);
    button.style.setProperty("--u-share", String(p));
    return button;
  }

  /** @param {Letter} letter @param {number} at */
  words(letter, at) {
    const [own, now] = [letter.own, letter.k].map((k) => sign(this.hand.letters[k]));
    const cost = make("b.u-loss", {}, long(surprise(letter), 2));
    if (letter.k !== letter.own)
      return [
        `Letter ${at + 1}: you wrote `,
        make("b", {}, now),
        ` where it drew ${own}; that is a surprise of `,
        cost,
        " nats. See how it goes on.",
      ];
    if (Number.isNaN(letter.u))
      return [
        `Letter ${at + 1}: `,
        make("b", {}, now),
        " was given, a surprise of ",
        cost,
        " nats.",
      ];
    return [
      `Letter ${at + 1}: u = ${long(letter.u, 3)} drew `,
      make("b", {}, now),
      `, a surprise of `,
      cost,
      " nats. Press another letter to write that one here.",
    ];
  }

  /** Write another letter at a place; the drawn one takes the slip back. */
  slip(/** @type {number} */ at, /** @type {number} */ k) {
    const own = this.text[at].own === k;
    this.state.set(own ? { slip: -1, put: 0 } : { slip: at, put: k });
    this.anew();
    /** @type {HTMLElement | null} */ (this.bars.querySelector("[aria-pressed=true]"))?.focus();
  }

  /** @param {Event} event */
  pick({ target }) {
    const { i } = /** @type {HTMLElement} */ (target).dataset;
    if (i !== undefined) this.go(Number(i));
  }

  /** @param {number} at */
  go(at) {
    this.state.set({ at: Math.max(0, Math.min(this.length - 1, at)) });
    this.show();
  }

  /** @param {string} key */
  act(key) {
    const at = this.state.get("at");
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.length - 1 }[key];
    return to === undefined ? undefined : () => this.go(to);
  }

  table() {
    const rows = this.text.map((letter, t) => ({
      head: sign(this.hand.letters[letter.k]),
      cells: [
        { name: "u", t, value: letter.u, text: letter.u >= 0 ? long(letter.u, 4) : "given" },
        { name: "surprise", t, value: surprise(letter), text: long(surprise(letter), 4) },
      ],
    }));
    return numbersTable("The text", ["letter", "u", "surprise in nats"], rows);
  }

  destroy() {
    this.frame.destroy();
  }
}

/**
 * The colour behind a letter: of its surprise, or of the state of a unit, which has a sign.
 *
 * @param {number} value
 * @param {number} unit  0 for the surprise
 */
function ground(value, unit) {
  const role = unit && value < 0 ? "gradient" : unit ? "input" : "loss";
  const depth = Math.round(70 * Math.min(1, Math.abs(unit ? value : value / MOST)));
  return `color-mix(in srgb, var(--u-${role}) ${depth}%, transparent)`;
}

/** Nats that a letter is unexpected by. @param {Letter} letter */
const surprise = ({ expected, k }) => 0 - Math.log(expected[k]);

export default mounted("writer", (place, model) => new Writer(place, model), ["program"]);
