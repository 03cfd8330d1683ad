// What arrives, in words: at each token that is read, and at the step that is chosen.

import { make, put, write } from "../kit/dom.js";
import { sized } from "../kit/numbers.js";
import { alongRow, oneStop } from "../kit/row.js";

const LOST = 1e-3; // less has vanished, and as many times more has exploded
const FAINT = 8; // decades until a token has no colour left
const DEEPEST = 38; // percent of the colour

/** @typedef {import("./settings.js").Network} Network */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./flow.js").Found} Found */

export class Strip {
  /** @param {(n: number) => void} choose */
  constructor(choose) {
    this.choose = choose;
    this.element = make("div.u-strip", { "data-part": "words" });
    alongRow(this.element, () => this.tokens);
  }

  /** The buttons; what follows the last word is none. @returns {HTMLElement[]} */
  get tokens() {
    return [...this.element.querySelectorAll("button")];
  }

  /** @param {Network} network @param {Found} found @param {number} chosen */
  show(network, { stretches }, chosen) {
    const { tokens, name } = network;
    if (this.network !== network) this.fill(network);
    this.network = network;
    put(this.element, "data-network", name);
    tokens.forEach((_, t) => {
      const n = tokens.length - t - 1;
      const value = stretches[n][0];
      const element = this.element.children[t];
      write(element.lastChild, sized(value, 2));
      put(element, "data-value", value);
      put(element, "aria-pressed", chosen === n);
      const depth = value > 0 ? Math.max(0, Math.min(1, 1 + Math.log10(value) / FAINT)) : 0;
      element.style.setProperty("--depth", `${(DEEPEST * depth).toFixed(1)}%`);
    });
    oneStop(this.tokens, Math.max(0, tokens.length - 1 - chosen));
  }

  /** @param {Network} network */
  fill({ tokens, blank }) {
    const parts = tokens.map((token, t) => this.token(token, t + 1, tokens.length));
    const last = make("span.u-told-word", {}, make("b", {}, blank), make("i", {}, ""));
    this.element.replaceChildren(...parts, ...(tokens.length ? [last] : []));
  }

  token(token, t, T) {
    const facts = { type: "button", "data-name": "arriving", "data-t": t, "data-index": 0 };
    const click = () => this.choose(T - t);
    return make("button.u-told-word", { ...facts, click }, make("b", {}, token), make("i", {}));
  }
}

/** What arrives at the chosen step. @param {Settings} settings @param {Found} found */
export function sentence(settings, { stretches, bound }) {
  const { n, steps, network } = settings;
  const [value, allowed] = [stretches[n][0], bound[n]];
  const at = settings.place(steps - n);
  const size = make("b", {}, sized(value));
  if (n === 0) return [`Here it starts, ${at}, with size `, size, ". Go back with →."];
  const [before, after] = network.said;
  const back = `${n} step${n > 1 ? "s" : ""} back, ${at}, `;
  const verdict = verdictOn(value / stretches[0][0], allowed);
  return [back, before, size, after, `; the bound allows ${sized(allowed)}. ${verdict}`];
}

function verdictOn(value, allowed) {
  if (value === 0) return "Nothing at all: some step let nothing through.";
  if (value < LOST && allowed > 1) return "Vanished, though the bound would let it explode.";
  if (value < LOST) return "It has vanished.";
  if (value > 1 / LOST) return "It has exploded.";
  return "It has neither vanished nor exploded.";
}

/** The numbers that the bound is made of. @param {Found} found @param {number} radius @param {number} slope */
export function facts({ U, factor }, radius, slope) {
  const number = (name, value) =>
    make("b", { "data-name": name, "data-index": 0, "data-value": value }, sized(value));
  return [
    make("span", {}, "spectral radius ", number("radius", radius)),
    make("span", {}, "largest singular value ", number("U_stretch", U[0])),
    make("span", {}, "steepest slope ", number("slope", slope)),
    make("span", {}, "bound, per step ", number("factor", factor)),
  ];
}
