// How far back a gradient reaches: what arrives, step by step, beside the lectures' bound.

import { make } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { Arriving } from "./arriving.js";
import { Flow } from "./flow.js";
import { Orbits } from "./orbits.js";
import { Settings } from "./settings.js";
import { tables } from "./table.js";
import { facts, Strip, sentence } from "./words.js";

const KEYS = [
  ["← →", "one step"],
  ["Home End", "where it starts; the first step"],
];
const ARRIVING = [
  ["dot", "what arrives"],
  ["line", "other singular values"],
  ["dash", "the lectures’ bound"],
];
const ORBITS = [
  ["path", "the states"],
  ["other", "started elsewhere"],
];

class Vanishing {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.programs = model.get("program");
    this.slopes = model.get("slopes");
    this.free = model.get("free");
    /** @type {Map<string, Flow>} */
    this.flows = new Map();
    this.settings = new Settings(model);
    const jumps = this.settings.networks.flatMap(({ jump }) =>
      jump ? [[jump.key, jump.what]] : [],
    );
    this.frame = new Frame({
      name: "vanishing",
      key: model.get("key"),
      title: "What arrives of a gradient",
      label: "How much of a gradient arrives, step by step back in time.",
      keys: [...KEYS, ...jumps],
      act: (key) => this.act(key),
      state: this.settings.schema(),
      table: () => tables(this.found, (t) => this.settings.place(t)),
      reset: () => this.set(this.settings.fitted({})),
      resized: () => this.resized(),
    });
    this.state = this.frame.state;
    this.build();
    this.run(); // a program that will not do is told before anything is drawn
    this.frame.ready(place);
    this.show();
  }

  build() {
    const rows = this.settings.build(this.state, (changes) => this.set(changes));
    const most = Math.max(...Object.keys(this.settings.drawn).map(Number));
    this.arriving = new Arriving(most, (n) => this.set({ n }));
    this.orbits = new Orbits((changes) => this.set(changes));
    this.strip = new Strip((n) => this.set({ n }));
    this.facts = make("p.u-facts");
    const charts = make(
      "div.u-charts",
      {},
      make("div", {}, legend(ARRIVING), this.arriving.chart.element),
      make("div", {}, legend(ORBITS), this.orbits.chart.element),
    );
    this.frame.body.append(...rows, charts, this.facts, this.strip.element);
  }

  set(changes) {
    this.state.set(changes);
    if (Object.keys(changes).join() !== "n") this.run();
    this.show();
  }

  /** The replay of this network, size and activation. */
  get flow() {
    const [which, activation] = [this.settings.program, this.state.get("activation")];
    const name = `${which} ${activation}`;
    if (!this.flows.has(name)) this.flows.set(name, new Flow(this.programs[which]?.[activation]));
    return this.flows.get(name);
  }

  run() {
    const { leaves, network, steps, first, other } = this.settings;
    this.found = this.flow.run({ leaves, xs: network.xs.slice(0, steps), first, other });
  }

  resized() {
    for (const { chart } of [this.arriving, this.orbits]) this.frame.fit(chart);
  }

  show() {
    const { found, settings, state } = this;
    const { network, n, radius } = settings;
    const activation = state.get("activation");
    settings.show(this.flow.units);
    this.arriving.show(found, network.names);
    this.arriving.here.set(n);
    this.orbits.show(found, state.get("gain") !== 0, this.free.includes(activation));
    this.facts.replaceChildren(...facts(found, radius, this.slopes[activation]));
    this.strip.show(network, found, n);
    this.frame.say(...sentence(settings, found));
    this.frame.changed();
  }

  act(key) {
    const { n, steps } = this.settings;
    const go = (to) => () => this.set({ n: Math.max(0, Math.min(steps, to)) });
    const moves = { ArrowRight: go(n + 1), ArrowLeft: go(n - 1), Home: go(0), End: go(steps) };
    const led = this.settings.networks.find(({ jump }) => jump?.key === key);
    return led ? () => this.set({ network: led.name, n: led.step }) : moves[key];
  }

  destroy() {
    this.frame.destroy();
  }
}

const legend = (/** @type {string[][]} */ keys) =>
  make(
    "p.u-legend",
    { "aria-hidden": "true" },
    keys.map(([look, text]) => make("span", {}, make(`u.u-key-${look}`), text)),
  );

export default mounted("vanishing", (place, model) => new Vanishing(place, model), [
  "program",
  "networks",
  "start",
]);
