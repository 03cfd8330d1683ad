// Switches over the graph: which steps read, and which say.  A list has the shapes of tasks that
// they make; whatever is flipped is an edit of a leaf, and all else follows.

import { oneOf } from "../kit/address.js";
import { list } from "../kit/controls.js";
import { make, put, write } from "../kit/dom.js";
import { alongRow, oneStop } from "../kit/row.js";

const OWN = "your own";

export class Switches {
  /**
   * @param {import("../engine/recorded.js").Recorded} recorded  of a program that has some
   * @param {(edit: () => void) => void} change  makes an edit and shows it
   */
  constructor(recorded, change) {
    this.recorded = recorded;
    this.change = change;
    /** @type {Record<string, Record<string, number[]>>} by the name of a shape */
    this.presets = recorded.program.presets;
    this.names = Object.keys(this.presets);
    this.start = this.name;
    this.rows = Object.keys(this.presets[this.names[0]]).map((row) => this.rowOf(row));
    const rows = this.rows.map(({ element }) => element);
    this.element = make("div.u-switches", { "data-part": "switches" }, ...rows);
    this.list = list({
      name: "shape",
      label: "Shape",
      spoken: "Shape of the task",
      options: [...this.names, OWN].map((name) => [name, name]),
      value: this.name,
      change: (name) => this.change(() => this.choose(name)),
    });
    this.menu = make("div.u-switch", {}, this.list.element);
  }

  rowOf(name) {
    const leaves = Array.from({ length: this.recorded.steps }, (_, s) =>
      this.recorded.findLeaf(name, s + 1),
    );
    const buttons = leaves.map((i, s) =>
      make("button.u-bit", {
        type: "button",
        "aria-label": `step ${s + 1} ${name}`,
        ...{ "data-name": name, "data-t": s + 1, "data-index": 0 },
        click: () => this.change(() => this.recorded.edit(i, 0, 1 - this.recorded.values(i)[0])),
      }),
    );
    const word = make("span.u-bits-name", {}, name);
    const element = make(
      "div.u-bits",
      { role: "group", "aria-label": `Which steps: ${name}`, "data-row": name },
      word,
      buttons,
    );
    element.style.setProperty("--u-c", `var(--u-${this.recorded.role(leaves[0])})`);
    alongRow(element, () => buttons);
    oneStop(buttons, 0);
    return { name, leaves, buttons, element };
  }

  /** Stand above a graph, and the list in a head. @param {HTMLElement} graph @param {HTMLElement} head */
  into(graph, head) {
    graph.prepend(this.element);
    head.append(this.menu);
  }

  /** The shape that the switches make. */
  get name() {
    const { recorded, presets } = this;
    const is = (row, values) =>
      values.every((on, s) => recorded.values(recorded.findLeaf(row, s + 1))[0] === on);
    const fits = (name) => Object.entries(presets[name]).every(([row, values]) => is(row, values));
    return this.names.find(fits) ?? OWN;
  }

  /** Whether the shape made an edit. @param {{leaf: {name: string}}} edit */
  made({ leaf }) {
    return this.name !== OWN && this.rows.some(({ name }) => name === leaf.name);
  }

  /** As a field of the state; switches of the reader's own stand among the edits. */
  get field() {
    const { start, names } = this;
    return {
      ...oneOf(start, names),
      get: () => (this.name === OWN ? start : this.name),
      set: (name) => this.choose(name),
    };
  }

  /** Flip what a shape needs. @param {string} name */
  choose(name) {
    for (const [row, values] of Object.entries(this.presets[name] ?? {}))
      values.forEach((on, s) => {
        this.recorded.replay.set(this.recorded.findLeaf(row, s + 1), Float64Array.of(on));
      });
    this.recorded.replay.update();
  }

  /** Stand over the columns. @param {import("../views/graph/plan.js").Plan} plan */
  layout({ total, x }) {
    for (const { element, buttons } of this.rows) {
      element.style.width = `${total / 16}em`;
      buttons.forEach((button, s) => {
        button.style.left = `${(100 * x(s + 1)) / total}%`;
      });
    }
  }

  refresh() {
    for (const { leaves, buttons } of this.rows)
      buttons.forEach((button, s) => {
        const [x] = this.recorded.values(leaves[s]);
        put(button, "aria-pressed", x !== 0);
        put(button, "data-value", String(x));
        write(button, String(x));
      });
    this.list.set(this.name);
  }
}
