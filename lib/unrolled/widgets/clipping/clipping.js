// Clipping: what the two rules do to a gradient, to a descent and to a training run.

import { oneOf } from "../kit/address.js";
import { choice } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { Cliff } from "./cliff.js";
import { Plane } from "./plane.js";
import { Run } from "./run.js";

const VIEWS = {
  plane: { title: "a gradient", kind: Plane, data: "program" },
  cliff: { title: "the cliff", kind: Cliff, data: "fall" },
  run: { title: "a training run", kind: Run, data: "update" },
};
const NAMES = Object.keys(VIEWS);
const KEYS = [
  ["1 2 3", "a gradient, the cliff, a training run"],
  ["→ ←", "move the gradient; one step on the cliff and in the run"],
  ["↑ ↓", "move the gradient; ten steps"],
  ["Home End", "first, last step on the cliff and in the run"],
];

class Clipping {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.views = Object.fromEntries(
      NAMES.map((name) => {
        const { kind, data } = VIEWS[name];
        const change = (changes) => this.change(name, changes);
        return [name, new kind(model.get(data), change, model.get("at_end"))];
      }),
    );
    this.frame = new Frame({
      name: "clipping",
      key: model.get("key"),
      title: "Clipping",
      label: "Clipping: by value and by norm.",
      keys: KEYS,
      act: (key) => this.act(key),
      state: this.schema(model.get("view")),
      table: () => this.view.table(),
      reset: () => this.reset(),
      resized: () => this.layout(),
    });
    this.name = this.frame.state.get("view");
    this.choice = choice({
      name: "view",
      label: "Show",
      options: NAMES.map((name) => [name, VIEWS[name].title]),
      value: this.name,
      change: (name) => this.open(name),
    });
    this.stage = make("div");
    this.frame.body.append(this.choice.element, this.stage);
    this.showAll();
    this.show();
    this.frame.ready(place);
    this.changed();
  }

  /** Each view's fields, behind its name. @param {string} first */
  schema(first) {
    const own = NAMES.flatMap((name) =>
      Object.entries(this.views[name].schema).map(([field, one]) => [`${name}-${field}`, one]),
    );
    return { view: { ...oneOf(first, NAMES), place: true }, ...Object.fromEntries(own) };
  }

  /** The state of one view. @param {string} view @returns {import("./settings.js").Own} */
  own(view) {
    const { state } = this.frame;
    const behind = ([name, value]) => [`${view}-${name}`, value];
    return {
      get: (name) => state.get(`${view}-${name}`),
      set: (values) => state.set(Object.fromEntries(Object.entries(values).map(behind))),
    };
  }

  get view() {
    return this.views[this.name];
  }

  /** @param {string} view @param {Record<string, any>} changes */
  change(view, changes) {
    const own = this.own(view);
    const { schema } = this.views[view];
    own.set(changes);
    this.views[view].show(
      own,
      Object.keys(changes).some((name) => !schema[name].place),
    );
    this.changed();
  }

  showAll() {
    for (const name of NAMES) this.views[name].show(this.own(name), true);
  }

  open(name) {
    this.name = name;
    this.frame.state.set({ view: name });
    this.choice.set(name);
    this.show();
    this.layout();
    this.changed();
  }

  show() {
    this.stage.replaceChildren(this.view.element);
    this.frame.foot.replaceChildren(...this.view.controls);
  }

  layout() {
    this.view.layout(this.frame.room, this.frame.half);
  }

  changed() {
    this.frame.say(...this.view.say());
    this.frame.changed();
  }

  act(key) {
    if (/^[1-3]$/.test(key)) return () => this.open(NAMES[Number(key) - 1]);
    return this.view.key(key);
  }

  /** All numbers as at first; the view stays. */
  reset() {
    this.frame.state.set({ view: this.name });
    this.showAll();
    this.changed();
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("clipping", (place, model) => new Clipping(place, model));
