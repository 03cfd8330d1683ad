// Clipping: what the two rules do to a gradient, to a descent and to a training run.

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
  ["→ ← ↑ ↓", "move the gradient, or go through the steps"],
  ["Home End", "first, last step"],
];

class Clipping {
  constructor(place, model) {
    this.first = model.get("view");
    this.frame = new Frame({
      name: "clipping",
      key: model.get("key"),
      title: "Clipping",
      label: "Clipping: by value and by norm.",
      keys: KEYS,
      act: (key) => this.act(key),
      fields: () => this.fields(),
      table: () => this.view.table(),
      reset: () => this.reset(),
      resized: () => this.layout(),
    });
    const { asked } = this.frame;
    this.name = NAMES.includes(asked.view) ? asked.view : this.first;
    this.views = Object.fromEntries(
      NAMES.map((name) => {
        const { kind, data } = VIEWS[name];
        const own = Object.entries(asked).filter(([field]) => field.startsWith(`${name}-`));
        const fields = own.map(([field, text]) => [field.slice(name.length + 1), text]);
        return [name, new kind(model.get(data), () => this.changed(), Object.fromEntries(fields))];
      }),
    );
    this.choice = choice({
      name: "view",
      label: "Show",
      options: NAMES.map((name) => [name, VIEWS[name].title]),
      value: this.name,
      change: (name) => this.open(name),
    });
    this.stage = make("div");
    this.frame.body.append(this.choice.element, this.stage);
    this.show();
    this.frame.ready(place);
    this.changed();
  }

  get view() {
    return this.views[this.name];
  }

  open(name) {
    this.name = name;
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
    const edits = this.view.differs().length;
    this.frame.changed(edits ? [make("u", {}, `✎ ${edits} changed`)] : []);
  }

  act(key) {
    if (/^[1-3]$/.test(key)) return () => this.open(NAMES[Number(key) - 1]);
    return this.view.key(key);
  }

  fields() {
    const parts = NAMES.flatMap((name) =>
      Object.entries(this.views[name].fields()).map(([field, text]) => [`${name}-${field}`, text]),
    );
    return { view: this.name === this.first ? "" : this.name, ...Object.fromEntries(parts) };
  }

  reset() {
    this.view.reset();
    this.changed();
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("clipping", (place, model) => new Clipping(place, model));
