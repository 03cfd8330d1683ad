// Shapes and counts of the weights for three editable sizes, by replaying the recorded count.

import { Named } from "../engine/named.js";
import { flag, number } from "../kit/address.js";
import { toggle } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { grouped, long, percent } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { Counts } from "./counts.js";
import { Fields } from "./fields.js";

const BIASES = "biases";

class Sizes {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.named = new Named(model.get("program"));
    /** @type {Record<string, import("./counts.js").Parameter>} */
    this.parameters = model.get("parameters");
    this.names = Object.keys(model.get("labels"));
    this.told = model.get("told");
    this.frame = new Frame({
      name: "sizes",
      key: model.get("key"),
      title: "Sizes",
      label: "Sizes of a recurrent network, and how many numbers it learns.",
      state: this.schema(),
      table: () => this.table(),
      reset: () => this.change({}),
    });
    this.state = this.frame.state;
    this.build(model.get("labels"), model.get("presets"));
    this.frame.ready(place);
    this.change({});
  }

  /** @param {string} name */
  boundsOf(name) {
    return this.named.leaves.get(this.named.leaf(name));
  }

  schema() {
    const recorded = (name) => this.named.recorded(name)[0];
    const size = (name) => {
      const { min, max } = this.boundsOf(name);
      return [name, number({ start: recorded(name), min, max, whole: true })];
    };
    return {
      ...Object.fromEntries(this.names.map(size)),
      [BIASES]: flag(recorded(BIASES) === 1),
    };
  }

  build(labels, presets) {
    const change = (changes) => this.change(changes);
    const set = (sizes) => {
      this.fields.clear();
      this.change(sizes);
    };
    this.fields = new Fields(labels, (name) => this.boundsOf(name), change);
    this.biases = toggle({
      name: BIASES,
      label: "with biases",
      value: false,
      change: (on) => set({ [BIASES]: on }),
    });
    const buttons = presets.map(({ label, ...sizes }) =>
      make("button.u-button", { type: "button", click: () => set(sizes) }, label),
    );
    this.counts = new Counts(this.parameters);
    this.frame.body.append(this.fields.element, this.fields.complaint, this.counts.element);
    this.frame.foot.append(this.biases.element, ...buttons);
  }

  /** Set some sizes, and show what follows from them. @param {Record<string, number | boolean>} changes */
  change(changes) {
    this.state.set(changes);
    const sizes = Object.fromEntries(this.names.map((name) => [name, this.state.get(name)]));
    this.named.set({ ...sizes, [BIASES]: Number(this.state.get(BIASES)) });
    if (!Object.keys(changes).length) this.fields.clear();
    this.fields.show(sizes);
    this.biases.set(this.state.get(BIASES));
    this.counts.show(this.found(sizes));
    this.frame.say(this.sentence());
    this.frame.changed();
  }

  /** @param {Record<string, number>} sizes */
  found(sizes) {
    const { named } = this;
    const names = Object.keys(this.parameters);
    const counts = Object.fromEntries(names.map((name) => [name, named.value(name)]));
    return { sizes, counts, shares: named.values("shares"), total: named.value("total") };
  }

  sentence() {
    const at = Object.keys(this.parameters).indexOf(this.told);
    const share = percent(this.named.values("shares")[at]);
    return `${grouped(this.named.value("total"))} numbers to learn, ${share} of them in ${this.told}.`;
  }

  table() {
    const { named } = this;
    const cell = (name, value, index = 0) => ({ name, value, index, text: long(value) });
    const shares = named.values("shares");
    const rows = Object.keys(this.parameters).map((name, i) => ({
      head: name,
      cells: [cell(name, named.value(name)), cell("shares", shares[i], i)],
    }));
    const all = { head: "all", cells: [cell("total", named.value("total"))] };
    const sizes = this.names.map((name) => ({
      head: name,
      cells: [cell(name, named.value(name))],
    }));
    return [
      numbersTable("The sizes", ["", "number"], sizes),
      numbersTable("The weights", ["", "numbers", "share"], [...rows, all]),
    ];
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("sizes", (place, model) => new Sizes(place, model));
