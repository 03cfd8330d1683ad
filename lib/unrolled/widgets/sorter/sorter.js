// Sorter: an example and five shapes to put it into; what is wrong is answered with the reason.

import { number } from "../kit/address.js";
import { choice } from "../kit/controls.js";
import { make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { numbersTable } from "../kit/table.js";

const OPEN = "-"; // an example without a choice
const KEYS = [
  ["1 2 3 4 5", "put the example into this shape"],
  ["← →", "the example before, the next one"],
];

class Sorter {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.shapes = model.get("shapes");
    this.examples = model.get("examples");
    if (this.examples.some(({ answers = [] }) => answers.length !== this.shapes.length))
      throw new Error("Every example needs an answer to each shape.");
    this.frame = new Frame({
      name: "sorter",
      key: model.get("key"),
      title: "Which shape?",
      label: "Applications, to be put into five shapes.",
      keys: KEYS,
      act: (key) => this.act(key),
      state: this.schema(),
      table: () => this.tables(),
      reset: () => this.render(),
    });
    this.state = this.frame.state;
    this.build();
    this.frame.ready(place);
    this.render();
  }

  schema() {
    const { length } = this.examples;
    const signs = [OPEN, ...this.shapes.map((_, n) => String(n))];
    const fits = (text) => text.length === length && [...text].every((x) => signs.includes(x));
    return {
      at: { ...number({ start: 1, min: 1, max: length, whole: true }), place: true },
      chosen: {
        start: OPEN.repeat(length),
        read: (text) => (fits(text) ? text : undefined),
        count: (text) => [...text].filter((x) => x !== OPEN).length,
      },
      missed: { ...number({ start: 0, min: 0, max: 9999, whole: true }), place: true },
    };
  }

  act(key) {
    if (this.shapes[Number(key) - 1]) return () => this.put(Number(key) - 1);
    if (key === "ArrowRight") return () => this.go(1);
    if (key === "ArrowLeft") return () => this.go(-1);
    return undefined;
  }

  build() {
    this.asked = make("p.u-sorter-asked", { "data-part": "asked" });
    this.bins = choice({
      name: "shape",
      label: "",
      options: this.shapes.map(([name, ...rows], n) => [
        String(n),
        [name, picture(rows[0], rows[1])],
      ]),
      value: "",
      change: (n) => this.put(Number(n)),
    });
    this.marks = this.examples.map(() => make("span.u-sorter-mark"));
    this.chips = choice({
      name: "example",
      label: "",
      options: this.examples.map(({ name }, n) => [String(n + 1), [this.marks[n], name]]),
      value: "",
      change: (n) => this.change({ at: Number(n) }),
    });
    put(this.bins.element, "aria-label", "Shapes");
    put(this.chips.element, "aria-label", "Examples");
    this.bins.element.classList.add("u-sorter-bins");
    this.chips.element.classList.add("u-sorter-chips");
    this.frame.body.append(this.asked, this.bins.element, this.chips.element);
    const step = (look, text, by) =>
      make(`button.u-button.${look}`, { type: "button", click: () => this.go(by) }, text);
    this.frame.foot.append(step("u-back", "‹ Back", -1), step("u-next", "Next ›", 1));
  }

  /** What is chosen for an example: whether it fits, and why; undefined where nothing is. */
  judged(n) {
    const sign = this.state.get("chosen")[n];
    return sign === OPEN ? undefined : this.examples[n].answers[Number(sign)];
  }

  /** The example that is shown goes into a shape. */
  put(shape) {
    const n = this.state.get("at") - 1;
    const chosen = [...this.state.get("chosen")];
    if (chosen[n] === String(shape)) return this.render();
    chosen[n] = String(shape);
    const [right] = this.examples[n].answers[shape];
    const missed = this.state.get("missed") + Number(!right);
    this.change({ chosen: chosen.join(""), missed });
  }

  go(by) {
    const { length } = this.examples;
    this.change({ at: ((this.state.get("at") - 1 + by + length) % length) + 1 });
  }

  change(changes) {
    this.state.set(changes);
    this.render();
  }

  render() {
    const { state, examples } = this;
    const n = state.get("at") - 1;
    const { name, asked } = examples[n];
    this.asked.replaceChildren(make("b", {}, name), `: ${asked}`);
    const sign = state.get("chosen")[n];
    this.bins.set(sign === OPEN ? "" : sign);
    this.chips.set(String(n + 1));
    this.marks.forEach((mark, i) => {
      const right = this.judged(i)?.[0];
      write(mark, right === undefined ? "·" : right ? "✓" : "✗");
      put(mark.parentElement, "data-verdict", right ?? "");
    });
    this.frame.say(...this.sentence(n));
    this.frame.changed();
  }

  sentence(n) {
    const sorted = this.examples.filter((_, i) => this.judged(i)?.[0]).length;
    const all = this.examples.length;
    const missed = this.state.get("missed");
    const wrong = `${missed} wrong choice${missed === 1 ? "" : "s"}`;
    const judged = this.judged(n);
    if (sorted === all)
      return [make("b", {}, `All ${all} are sorted`), `, with ${wrong} on the way.`];
    const count = `${sorted} of ${all} are sorted.`;
    if (!judged) return ["Choose a shape for the example below. ", count];
    const [right, why] = judged;
    return [make("b", {}, right ? "✓ Yes" : "✗ Not this one"), `: ${why}. `, count];
  }

  tables() {
    const rows = this.examples.map(({ name }, index) => {
      const sign = this.state.get("chosen")[index];
      const value = sign === OPEN ? 0 : Number(sign) + 1;
      const text = value ? this.shapes[value - 1][0] : "–";
      return { head: name, cells: [{ name: "shape", value, index, text }] };
    });
    return [numbersTable("What you chose", ["example", "shape"], rows)];
  }

  destroy() {
    this.frame.destroy();
  }
}

/** The switches of a shape: a row of steps that read, and one of steps that say. */
const picture = (reads, says) =>
  make(
    "span.u-sorter-picture",
    { "aria-hidden": "true" },
    [says, reads].map((row, n) =>
      make(
        "span",
        {},
        row.map((on) => make(`i${on ? (n ? ".u-input" : ".u-output") : ""}`)),
      ),
    ),
  );

export default mounted("sorter", (place, model) => new Sorter(place, model), ["examples"]);
