// What the reader chooses for a network, and what a network brings with it until then.

import { lent, number, oneOf } from "../kit/address.js";
import { choice, quantity } from "../kit/controls.js";
import { make, write } from "../kit/dom.js";
import { leavesOf } from "./flow.js";

/**
 * @typedef {object} Network
 * @property {string} name
 * @property {number[][]} xs  its inputs
 * @property {string[]} tokens  what it reads; empty where its length can be chosen
 * @property {string[]} places  where in them a step is
 * @property {string[]} names  what stands at the dots
 * @property {string} blank  what the last token is followed by
 * @property {Record<string, number> | null} own  leaves of weights that are not drawn
 * @property {number | null} radius  the spectral radius of these
 * @property {number[]} first  where the first two units start
 * @property {number | null} step  which is chosen at first; null for the last one
 * @property {{key: string, what: string} | null} jump  a key that chooses this step
 * @property {[string, string]} said  how the sentence says what arrives, before and after it
 */

/** @typedef {{name: string, size: string | null, radius: number}} Matrix */
/** @typedef {Record<string, {W: number[][], matrices: Record<string, {direction: number[][], own: number}>}>} Drawn */

const CHOICES = {
  network: "Reads",
  activation: "Activation",
  matrix: "U is",
  size: "Units",
};
const AMOUNTS = {
  radius: ["spectral radius of U", "Spectral radius of U", "recurrent"],
  gain: ["inputs ×", "What the inputs are multiplied with", "input"],
  steps: ["steps", "Steps", "state"],
};
const PLACES = { min: -1, max: 1 };
const OTHER = { c: 0.3, d: 0.6 }; // where the orbit begins that started elsewhere

export class Settings {
  /** @param {{get(name: string): any}} model  the traits of the widget */
  constructor(model) {
    /** @type {Network[]} */
    this.networks = model.get("networks");
    /** @type {Matrix[]} */
    this.matrices = model.get("matrices");
    /** @type {Drawn} */
    this.drawn = model.get("drawn");
    this.options = model.get("choices");
    this.start = { ...model.get("start"), size: String(model.get("start").size) };
    const bounds = Object.entries(model.get("bounds"));
    this.bounds = Object.fromEntries(
      bounds.map(([name, [min, max]]) => [name, { min, max, whole: name === "steps" }]),
    );
    this.note = make("span.u-note", { role: "status" });
  }

  /** What stands in the page's address. */
  schema() {
    const { bounds, options, start } = this;
    const chosen = Object.keys(CHOICES).map((name) => [
      name,
      oneOf(
        start[name],
        options[name].map(([value]) => value),
      ),
    ]);
    const amount = (name) => number({ start: start[name], ...bounds[name] });
    return {
      ...Object.fromEntries(chosen),
      radius: lent(bounds.radius),
      gain: amount("gain"),
      steps: amount("steps"),
      a: lent(PLACES),
      b: lent(PLACES),
      c: number({ start: OTHER.c, ...PLACES }),
      d: number({ start: OTHER.d, ...PLACES }),
      n: { ...lent({ min: 0, max: bounds.steps.max, whole: true }), place: true },
    };
  }

  /** @param {import("../kit/address.js").State} state @param {(changes: object) => void} change */
  build(state, change) {
    this.state = state;
    const chosen = (name) =>
      choice({
        name,
        label: CHOICES[name],
        options: this.options[name],
        value: "",
        change: (value) => change(this.fitted({ [name]: value })),
      });
    const amount = (name) => {
      const [label, spoken, role] = AMOUNTS[name];
      const step = this.bounds[name].whole ? 1 : 0.01;
      const said = { name, label, spoken, role, step, value: this.bounds[name].min };
      return quantity({ ...said, ...this.bounds[name], change: (x) => change({ [name]: x }) });
    };
    /** @type {Record<string, {element: HTMLElement, set: (value: any) => void}>} */
    this.controls = {
      ...Object.fromEntries(Object.keys(CHOICES).map((name) => [name, chosen(name)])),
      ...Object.fromEntries(Object.keys(AMOUNTS).map((name) => [name, amount(name)])),
    };
    const row = (look, part, names) =>
      make(
        `div.u-row${look}`,
        { "data-part": part },
        names.map((name) => this.controls[name].element),
      );
    const choices = row("", "choices", Object.keys(CHOICES));
    choices.append(this.note);
    return [choices, row(".u-amounts", "amounts", Object.keys(AMOUNTS))];
  }

  /** A size that the matrix does not have means another matrix, and that is said. */
  fitted(changes) {
    const { size } = this.matrix;
    const clash = "size" in changes && size !== null && changes.size !== size;
    const { name, label } = { name: this.matrices[0].name, label: this.options.matrix[0][1] };
    write(this.note, clash ? `A matrix of this size: U is ${label} now.` : "");
    return clash ? { ...changes, matrix: name } : changes;
  }

  // ---- what is chosen ---------------------------------------------------------------

  /** The network that is read. */
  get network() {
    return this.networks.find(({ name }) => name === this.state.get("network"));
  }

  get matrix() {
    return this.matrices.find(({ name }) => name === this.state.get("matrix"));
  }

  /** How many units, as the drawn networks are called: a matrix may leave no choice. */
  get size() {
    return this.matrix.size ?? this.state.get("size");
  }

  /** Which program: that of the network, if its weights are its own, or that of the size. */
  get program() {
    return this.network.own ? this.network.name : this.size;
  }

  get radius() {
    const { network, matrix, start, state } = this;
    const isFirst = network.name === start.network && matrix.name === start.matrix;
    const own = isFirst ? start.radius : (network.radius ?? matrix.radius);
    return state.get("radius") ?? own;
  }

  /** How many steps there are. */
  get steps() {
    const { tokens, xs } = this.network;
    return tokens.length ? xs.length : this.state.get("steps");
  }

  /** How many steps back the reader looks. */
  get n() {
    return Math.min(this.state.get("n") ?? this.network.step ?? this.steps, this.steps);
  }

  /** Where the orbit starts, and the other one. */
  get first() {
    const [a, b] = this.network.first;
    return [this.state.get("a") ?? a, this.state.get("b") ?? b];
  }

  get other() {
    return [this.state.get("c"), this.state.get("d")];
  }

  /** What the leaves of the program are set to, by name. */
  get leaves() {
    const { drawn, matrix, network, radius, size, state } = this;
    return leavesOf(network, drawn, { size, matrix: matrix.name, radius, gain: state.get("gain") });
  }

  /** In which word, letter or step. @param {number} t */
  place(t) {
    if (t === 0) return "before the first input";
    return this.network.places[t - 1] ?? `at step ${t}`;
  }

  /** Bring the controls up to date. @param {number} units */
  show(units) {
    const { controls, network, state } = this;
    const off = { matrix: network.own !== null, steps: network.tokens.length > 0 };
    for (const name of Object.keys(controls)) {
      const { element, set } = controls[name];
      const isOff = off[name === "size" ? "matrix" : name] ?? false;
      for (const part of element.querySelectorAll("button, input"))
        part.toggleAttribute("disabled", isOff);
      set({ radius: this.radius, steps: this.steps, size: String(units) }[name] ?? state.get(name));
    }
    if (off.matrix) controls.matrix.set("");
  }
}
