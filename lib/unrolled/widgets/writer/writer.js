// The Writer: a text grows letter by letter; each letter shows what it was drawn from.

import { sign } from "../engine/letters.js";
import { number, oneOf } from "../kit/address.js";
import { list, quantity } from "../kit/controls.js";
import { make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, percent } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { Hand } from "./hand.js";

const BEST = 8; // letters that are shown with their probabilities
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
      seed: number({ start: 1, min: 0, max: 999, whole: true }),
      tint: number({ start: 0, min: 0, max: 300, whole: true }),
      at: { ...number({ start: 3, min: 0, max: last, whole: true }), place: true },
      slip: number({ start: -1, min: -1, max: last, whole: true }),
      put: number({ start: 0, min: 0, max: most, whole: true }),
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
      seed: slid("seed", "seed"),
      tint: slid("tint", "colour by unit", { max: 150 }),
    };
    this.page = make("p.u-writer-page", {
      ...{ "data-part": "page", role: "region", tabindex: 0, "aria-label": "The text" },
      click: (/** @type {Event} */ event) => this.pick(event),
    });
    this.bars = make("div.u-writer-bars", { "data-part": "bars" });
    const rows = [this.net, ...Object.values(this.controls)].map(({ element }) => element);
    this.frame.body.append(this.page, this.bars, make("div.u-writer-settings", {}, rows));
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
    const [temperature, seed] = [state.get("heat"), state.get("seed")];
    const how = { length: this.length, temperature, seed, slips: this.slips };
    this.text = this.hand.write(state.get("net"), how);
    this.page.replaceChildren(...this.text.map((letter, i) => this.letter(letter, i)));
    this.show();
  }

  /** @param {Letter} letter @param {number} i */
  letter(letter, i) {
    const sign = this.hand.letters[letter.k];
    const span = make("span", { "data-i": i }, sign === "\n" ? "⏎\n" : sign);
    const unit = this.state.get("tint");
    const value = unit ? letter.units[unit - 1] : surprise(letter) / MOST;
    const role = unit && value < 0 ? "gradient" : unit ? "input" : "loss";
    const depth = Math.round(70 * Math.min(1, Math.abs(value || 0)));
    span.style.background = `color-mix(in srgb, var(--u-${role}) ${depth}%, transparent)`;
    if (this.slips.has(i)) span.classList.add("u-writer-slip");
    return span;
  }

  /** The letter that is chosen. */
  show() {
    const at = Math.min(this.state.get("at"), this.text.length - 1);
    for (const span of this.page.children)
      span.toggleAttribute("data-on", span.dataset.i === String(at));
    const letter = this.text[at];
    const order = letter.probs.map((_, k) => k).sort((a, b) => letter.probs[b] - letter.probs[a]);
    const shown = order.slice(0, BEST);
    if (!shown.includes(letter.k)) shown[BEST - 1] = letter.k;
    this.bars.replaceChildren(...shown.map((k) => this.bar(letter, k, at)));
    put(this.frame.root, "data-at", at);
    this.frame.say(...this.words(letter, at));
    this.frame.changed();
  }

  /** @param {Letter} letter @param {number} k @param {number} at */
  bar(letter, k, at) {
    const p = letter.probs[k];
    const name = sign(this.hand.letters[k]);
    const button = make(
      "button.u-button.u-writer-bar",
      {
        ...{ type: "button", "data-name": "p", "data-index": k, "data-value": p },
        ...{
          "aria-pressed": String(k === letter.k),
          "aria-label": `write ${name} here: ${percent(p)}`,
        },
        click: () => this.slip(at, k),
      },
      make("b", {}, name),
      percent(p),
    );
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
        { name: "u", t, value: letter.u, text: long(letter.u, 4) },
        { name: "surprise", t, value: surprise(letter), text: long(surprise(letter), 4) },
      ],
    }));
    return numbersTable("The text", ["letter", "u", "surprise in nats"], rows);
  }

  destroy() {
    this.frame.destroy();
  }
}

/** Nats that a letter is unexpected by. @param {Letter} letter */
const surprise = ({ probs, k }) => 0 - Math.log(probs[k]);

export default mounted("writer", (place, model) => new Writer(place, model), ["program"]);
