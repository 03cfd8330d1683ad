// How far back a gradient reaches: what arrives, step by step, beside the lectures' bound.

import { Chart } from "../kit/chart.js";
import { askedNumber, choice, quantity } from "../kit/controls.js";
import { make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, sized } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { Flow, leavesOf } from "./flow.js";

const BOUNDS = {
  radius: { min: 0, max: 2 },
  gain: { min: 0, max: 5 },
  steps: { min: 1, max: 100, whole: true },
  place: { min: -1, max: 1 },
};
const OPTIONS = {
  network: [
    ["steps", "random inputs"],
    ["sentence", "the sentence"],
    ["helo", "h-e-l-o"],
  ],
  activation: [
    ["tanh", "tanh"],
    ["sigmoid", "sigmoid"],
    ["hard_tanh", "hard tanh"],
    ["relu", "ReLU"],
    ["identity", "none"],
  ],
  matrix: [
    ["random", "random"],
    ["orthogonal", "orthogonal"],
    ["lecture", "the lecture’s 2 × 2"],
  ],
  size: ["2", "3", "8", "16"].map((n) => [n, n]),
};
const SHARP = 1e-13; // singular values below this share of the largest are rounding
const DECADES = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256]; // what the axis shows, on either side of 1
const PARTNER = 7; // the word of the sentence that the blank needs
const LOST = 1e-3;
const FIRST = 12; // steps of an orbit that inputs push about; more is a tangle

class Vanishing {
  constructor(place, model) {
    this.programs = model.get("program");
    this.numbers = model.get("networks");
    this.slopes = model.get("slopes");
    this.flows = new Map();
    const start = model.get("start");
    this.initial = { ...start, size: String(start.size), ...this.beginning(start.network) };
    this.frame = new Frame({
      name: "vanishing",
      key: model.get("key"),
      title: "What arrives of a gradient",
      label: "How much of a gradient arrives, step by step back in time.",
      keys: [
        ["← →", "one step"],
        ["Home End", "where it starts; the first step"],
        ["p", "the word partner, in the sentence"],
      ],
      act: (key) => this.act(key),
      fields: () => this.fields(),
      table: () => this.table(),
      reset: () => this.set({ ...this.initial }),
      resized: () => this.resized(),
    });
    this.state = this.asked();
    this.flow(); // a program that will not do is told before anything is drawn
    this.build();
    this.frame.ready(place);
    this.run();
    this.show();
  }

  // ---- the state --------------------------------------------------------------------

  /** Where a network starts, and the step that is chosen at first: the last one for null. */
  beginning(network) {
    const [a, b] = network === "helo" ? [0, 0] : this.numbers.first;
    const n = { sentence: this.numbers.words.length - PARTNER, helo: 3 }[network] ?? null;
    return { a, b, c: 0.3, d: 0.6, n };
  }

  /** What a network, or a matrix, brings with it. */
  brought({ network, matrix }) {
    const { initial, numbers } = this;
    const isFirst = network === initial.network && matrix === initial.matrix;
    const radius = numbers.radius[network] ?? numbers.radius[matrix] ?? 0.9;
    return { ...this.beginning(network), radius: isFirst ? initial.radius : radius };
  }

  /** The state that a link asks for, as far as it makes sense. */
  asked() {
    const { asked } = this.frame;
    const state = { ...this.initial };
    for (const [name, options] of Object.entries(OPTIONS)) {
      if (options.some(([value]) => value === asked[name])) state[name] = asked[name];
    }
    if (state.matrix === "lecture" && state.size !== "2") state.matrix = "random";
    Object.assign(state, this.brought(state));
    for (const name of ["radius", "gain", "steps"])
      state[name] = askedNumber(asked[name], BOUNDS[name], state[name]);
    for (const name of "abcd") state[name] = askedNumber(asked[name], BOUNDS.place, state[name]);
    const max = this.length(state);
    state.n = askedNumber(asked.n, { min: 0, max, whole: true }, state.n);
    return state;
  }

  /** What differs from the default. */
  fields() {
    const plain = { ...this.initial, ...this.brought(this.state) };
    const own = Object.entries(this.state).filter(([name, value]) => value !== plain[name]);
    return Object.fromEntries(own.map(([name, value]) => [name, String(value ?? this.T)]));
  }

  /** How many steps there are. */
  length({ network, steps }) {
    return network === "steps" ? steps : this.numbers[network].length;
  }

  set(changes) {
    const before = this.state;
    const state = { ...before, ...changes };
    if ("matrix" in changes && state.matrix === "lecture") state.size = "2";
    if (state.size !== "2" && state.matrix === "lecture") state.matrix = "random";
    const brought = this.brought(state);
    if (state.network !== before.network) Object.assign(state, brought, changes);
    else if (state.matrix !== before.matrix)
      Object.assign(state, { radius: brought.radius }, changes);
    this.state = state;
    if (Object.keys(changes).some((name) => name !== "n")) this.run();
    this.show();
  }

  // ---- the numbers ------------------------------------------------------------------

  /** The replay of this size and activation. */
  flow() {
    const { network, size, activation } = this.state;
    const which = network === "helo" ? "helo" : size;
    const name = `${which} ${activation}`;
    if (!this.flows.has(name)) this.flows.set(name, new Flow(this.programs[which]?.[activation]));
    return this.flows.get(name);
  }

  run() {
    const { state, numbers } = this;
    const { network, size, a, b, c, d } = state;
    const H = network === "helo" ? 3 : Number(size);
    const leaves = leavesOf(numbers, state);
    const fill = (first) => [...first, ...Array(H - 2).fill(0)];
    const xs = numbers[network].slice(0, this.length(state));
    this.found = this.flow().run({ leaves, xs, first: fill([a, b]), other: fill([c, d]) });
    this.T = xs.length;
  }

  // ---- the page ---------------------------------------------------------------------

  build() {
    const chosen = (name, label) =>
      choice({
        name,
        label,
        options: OPTIONS[name],
        value: this.state[name],
        change: (value) => this.set({ [name]: value }),
      });
    const amount = (name, label, spoken, role) =>
      quantity({
        name,
        label,
        spoken,
        role,
        ...BOUNDS[name],
        step: name === "steps" ? 1 : 0.01,
        value: this.state[name],
        change: (value) => this.set({ [name]: value }),
      });
    this.controls = {
      network: chosen("network", "Reads"),
      activation: chosen("activation", "Activation"),
      matrix: chosen("matrix", "U is"),
      size: chosen("size", "Units"),
      radius: amount("radius", "spectral radius of U", "Spectral radius of U", "recurrent"),
      gain: amount("gain", "inputs ×", "What the inputs are multiplied with", "input"),
      steps: amount("steps", "steps", "Steps", "state"),
    };
    const { network, activation, matrix, size, radius, gain, steps } = this.controls;
    this.facts = make("p.u-facts");
    this.strip = make("div.u-strip", { "data-part": "words" });
    this.buildCharts();
    const legend = (...keys) =>
      make(
        "p.u-legend",
        { "aria-hidden": "true" },
        keys.map(([look, text]) => make("span", {}, make(`u.u-key-${look}`), text)),
      );
    const arriving = legend(
      ["dot", "what arrives"],
      ["line", "other singular values"],
      ["dash", "the lectures’ bound"],
    );
    const orbits = legend(["path", "the states"], ["other", "started elsewhere"]);
    this.frame.body.append(
      make("div.u-row", { "data-part": "choices" }, [
        network.element,
        activation.element,
        matrix.element,
        size.element,
      ]),
      make("div.u-row.u-amounts", { "data-part": "amounts" }, [
        radius.element,
        gain.element,
        steps.element,
      ]),
      make(
        "div.u-charts",
        {},
        make("div", {}, arriving, this.chart.element),
        make("div", {}, orbits, this.plane.element),
      ),
      this.facts,
      this.strip,
    );
  }

  buildCharts() {
    this.chart = new Chart({
      x: { min: 0, max: 50, label: "steps back" },
      y: { min: 1e-8, max: 1e4, log: true, label: "" },
      height: 270,
      label: "What arrives of the gradient, against the number of steps back.",
      name: "arriving",
    });
    this.lines = Array.from({ length: 15 }, (_, i) =>
      this.chart.curve(`direction ${i + 2}`, "gradient", ".u-thin"),
    );
    this.bound = this.chart.curve("bound", "state", ".u-dashed");
    this.dots = this.chart.dots("arriving", "gradient");
    this.here = this.chart.rule("x", "", "state");
    const choose = (event) => {
      if (event.type === "pointermove" && event.buttons !== 1) return;
      this.set({ n: Math.round(this.chart.at(event).x) });
    };
    for (const type of ["pointerdown", "pointermove"])
      this.chart.element.addEventListener(type, choose);
    this.plane = new Chart({
      x: { min: -1.1, max: 1.1, label: "unit 1" },
      y: { min: -1.1, max: 1.1, label: "unit 2" },
      height: 270,
      label: "The states of the first two units; drag where they start.",
      name: "orbits",
    });
    this.paths = [
      this.plane.curve("other orbit", "input", ".u-thin.u-dashed"),
      this.plane.curve("orbit", "state", ".u-thin"),
    ];
    this.others = this.plane.dots("unit 2, other", "input", ".u-hollow");
    this.orbit = this.plane.dots("unit 2", "state");
    this.knobs = ["ab", "cd"].map((names, i) => this.knob(names[0], names[1], i));
  }

  knob(x, y, i) {
    const spoken = ["The first state", "Another first state"][i];
    const clip = (value) => Math.max(-1, Math.min(1, Number(value.toFixed(2))));
    const move = (px, py) => this.set({ [x]: clip(px), [y]: clip(py) });
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const key = (event) => {
      const way = ways[event.key];
      if (way) move(this.state[x] + way[0] / 20, this.state[y] + way[1] / 20);
      return Boolean(way);
    };
    return this.plane.knob({
      name: `start ${i + 1}`,
      spoken,
      role: ["state", "input"][i],
      move,
      key,
    });
  }

  resized() {
    const em = Number.parseFloat(getComputedStyle(this.frame.root).fontSize);
    for (const chart of [this.chart, this.plane]) {
      const width = (chart.element.parentElement.clientWidth / em) * 16;
      if (width > 0) chart.layout(width);
    }
  }

  // ---- what is shown ----------------------------------------------------------------

  show() {
    const { state } = this;
    this.n = Math.min(state.n ?? this.T, this.T);
    const helo = state.network === "helo";
    const own = { ...state, steps: this.T, ...(helo ? { matrix: "", size: "3" } : {}) };
    /** @type {[string, {set: (value: any) => void}][]} */
    const controls = Object.entries(this.controls);
    for (const [name, control] of controls) control.set(own[name]);
    const off = { matrix: helo, size: helo, steps: state.network !== "steps" };
    for (const [name, isOff] of Object.entries(off)) {
      const { element } = this.controls[name];
      for (const part of element.querySelectorAll("button, input")) part.disabled = isOff;
    }
    this.showArriving();
    this.showOrbits();
    this.showFacts();
    this.showWords();
    this.frame.say(...this.sentence());
    this.frame.changed(this.edits());
  }

  edits() {
    const names = Object.keys(this.fields()).filter((name) => name !== "n");
    return names.length ? [`${names.length} setting${names.length > 1 ? "s" : ""} changed`] : [];
  }

  showArriving() {
    const { stretches, bound } = this.found;
    const steps = Array.from(bound, (_, n) => n);
    const largest = stretches.map((values) => values[0]);
    const seen = largest.filter((x) => x > 0 && Number.isFinite(x));
    const reach = (x) => 10 ** (DECADES.find((n) => 10 ** n >= x) ?? 300);
    const calm = Math.max(...seen, ...bound) <= 10;
    this.chart.window({
      x: { max: this.T, ticks: this.T < 8 ? steps.map((n) => [n, String(n)]) : undefined },
      y: { min: 1 / reach(1 / Math.min(...seen, 1)), max: calm ? 10 : reach(Math.max(...seen, 1)) },
    });
    this.bound.set(steps, bound);
    this.dots.set(steps.map((n) => ({ x: n, y: largest[n], t: this.T - n, text: this.letter(n) })));
    this.lines.forEach((line, i) => {
      const values = stretches.map((own) => (own[i + 1] > SHARP * own[0] ? own[i + 1] : NaN));
      line.set(steps, values);
    });
    this.here.set(this.n);
  }

  /** The letter at whose state the gradient is, n steps back. */
  letter(n) {
    const { network } = this.state;
    return network === "helo" ? (this.numbers.letters[this.T - n - 1] ?? "") : "";
  }

  showOrbits() {
    const { a, b, c, d, activation, gain } = this.state;
    const shown = gain === 0 ? this.T : Math.min(this.T, FIRST);
    const [states, others] = [this.found.states, this.found.others].map((orbit) =>
      orbit.slice(0, shown + 1),
    );
    const free = activation === "relu" || activation === "identity";
    const all = [...states, ...others].flatMap(([x, y]) => [Math.abs(x), Math.abs(y)]);
    const size = free ? ([1.1, 2.2, 5.5, 11].find((n) => n >= Math.max(...all)) ?? 22) : 1.1;
    this.plane.window({ x: { min: -size, max: size }, y: { min: -size, max: size } });
    [others, states].forEach((orbit, i) => {
      this.paths[i].set(
        orbit.map((h) => h[0]),
        orbit.map((h) => h[1]),
      );
    });
    const inside = (h) => Math.abs(h[0]) <= size && Math.abs(h[1]) <= size;
    const point = (h, t) => ({ x: inside(h) ? h[0] : NaN, y: h[1], t });
    this.orbit.set(states.map(point).slice(1));
    this.others.set(others.map(point).slice(1));
    const spoken = (x, y) => `unit 1 at ${long(x, 2)}, unit 2 at ${long(y, 2)}`;
    const at = (knob, x, y) => knob.set(x, y, { now: x, min: -1, max: 1, text: spoken(x, y) });
    at(this.knobs[0], a, b);
    at(this.knobs[1], c, d);
  }

  showFacts() {
    const { U, factor } = this.found;
    const number = (name, value, index = 0) =>
      make("b", { "data-name": name, "data-index": index, "data-value": value }, sized(value));
    const { activation, radius } = this.state;
    this.facts.replaceChildren(
      make("span", {}, "spectral radius ", number("radius", radius)),
      make("span", {}, "largest singular value ", number("U_stretch", U[0])),
      make("span", {}, "steepest slope ", number("slope", this.slopes[activation])),
      make("span", {}, "bound, per step ", number("factor", factor)),
    );
  }

  /** The words, or letters, that are read: each with what arrives at it. */
  showWords() {
    const { network } = this.state;
    const words = { sentence: this.numbers.words, helo: this.numbers.letters }[network] ?? [];
    put(this.strip, "data-network", network);
    if (this.strip.childElementCount !== words.length + (words.length ? 1 : 0)) {
      this.strip.replaceChildren(...words.map((word, t) => this.word(word, t + 1)));
      if (words.length) {
        const blank = network === "helo" ? "o?" : "______";
        this.strip.append(make("span.u-told-word", {}, make("b", {}, blank), make("i", {}, "")));
      }
    }
    words.forEach((_, t) => {
      const value = this.found.stretches[this.T - t - 1][0];
      const element = this.strip.children[t];
      write(element.lastChild, sized(value, 2));
      put(element, "data-value", value);
      put(element, "aria-pressed", this.n === this.T - t - 1);
      const depth = value > 0 ? Math.max(0, Math.min(1, 1 + Math.log10(value) / 8)) : 0;
      element.style.setProperty("--depth", `${(38 * depth).toFixed(1)}%`);
    });
  }

  word(word, t) {
    return make(
      "button.u-told-word",
      {
        type: "button",
        "data-name": "arriving",
        "data-t": t,
        "data-index": 0,
        click: () => this.set({ n: this.T - t }),
      },
      make("b", {}, word),
      make("i", {}),
    );
  }

  sentence() {
    const { network } = this.state;
    const { stretches, bound } = this.found;
    const { n, T } = this;
    const [value, allowed] = [stretches[n][0], bound[n]];
    const at = this.place(T - n);
    const size = make("b", {}, sized(value));
    if (n === 0) return [`Here it starts, ${at}, with size `, size, ". Go back with →."];
    const back = `${n} step${n > 1 ? "s" : ""} back, ${at}, `;
    const arrives =
      network === "helo"
        ? ["the error at the last l arrives with size ", size]
        : ["at most ", size, " of a gradient of size 1 arrives"];
    const verdict = this.verdict(value / stretches[0][0], allowed);
    return [back, ...arrives, `; the bound allows ${sized(allowed)}. ${verdict}`];
  }

  /** In which word, letter or step. */
  place(t) {
    const { network } = this.state;
    if (t === 0) return "before the first input";
    if (network === "steps") return `at step ${t}`;
    if (network === "helo") return `at the letter ${this.numbers.letters[t - 1]}`;
    return `at “${this.numbers.words[t - 1].replace(/[.,“]/g, "")}”`;
  }

  verdict(value, allowed) {
    if (value === 0) return "Nothing at all: some step let nothing through.";
    if (value < LOST && allowed > 1) return "Vanished, though the bound would let it explode.";
    if (value < LOST) return "It has vanished.";
    if (value > 1 / LOST) return "It has exploded.";
    return "It has neither vanished nor exploded.";
  }

  table() {
    const { stretches, bound, states, others } = this.found;
    const cell = (name, t, value, index = 0) => ({ name, t, index, value, text: sized(value) });
    const kept = (values) => Array.from(values).filter((x, i) => !i || x > SHARP * values[0]);
    const M = Math.max(...stretches.map((values) => kept(values).length));
    const heads = ["steps back", "bound", ...Array.from({ length: M }, (_, i) => `σ${i + 1}`)];
    const rows = stretches.map((values, n) => ({
      head: `${n}, ${this.place(this.T - n)}`,
      cells: [
        cell("bound", this.T - n, bound[n]),
        ...kept(values).map((x, i) => cell("stretch", this.T - n, x, i)),
      ],
    }));
    const { U } = this.found;
    const pairs = states.map((h, t) => ({
      head: String(t),
      cells: [
        ...[0, 1].map((i) => cell("h", t, h[i], i)),
        ...[0, 1].map((i) => cell("other", t, others[t][i], i)),
      ],
    }));
    const own = Array.from(U, (x, i) => ({
      head: `σ${i + 1}`,
      cells: [cell("U_stretch", "", x, i)],
    }));
    return [
      numbersTable("What arrives: singular values of the product, and the bound", heads, rows),
      numbersTable("Singular values of U", ["number", "U"], own),
      numbersTable(
        "The states",
        ["step", "unit 1", "unit 2", "unit 1, started elsewhere", "unit 2"],
        pairs,
      ),
    ];
  }

  act(key) {
    const go = (n) => () => this.set({ n: Math.max(0, Math.min(this.T, n)) });
    const moves = {
      ArrowRight: go(this.n + 1),
      ArrowLeft: go(this.n - 1),
      Home: go(0),
      End: go(this.T),
    };
    if (this.state.network === "sentence") moves.p = go(this.T - PARTNER);
    return moves[key];
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("vanishing", (place, model) => new Vanishing(place, model), [
  "program",
  "networks",
  "start",
]);
