// The two losses over the probability of the right letter.

import { put } from "../kit/dom.js";
import { mounted } from "../kit/mount.js";
import { long } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { brief, Curves } from "./curves.js";

class Losses extends Curves {
  constructor(place, model) {
    super(model, {
      name: "losses",
      title: "Losses",
      what: "loss",
      label: "The two losses, and their slopes, over the probability of the right letter.",
      height: 290,
    });
    put(this.numbers, "class", "u-sideways u-scrolls");
    this.ready(place);
  }

  show() {
    super.show();
    const { f, beside, x } = this.state;
    const other = this.second;
    const shown = [[f, this.done[0]], ...(other ? [[beside, other]] : [])];
    const said = shown.map(([name, { value, slope }], n) => [
      n ? "; " : "",
      `${this.labels.get(name)} is `,
      this.number(name, value[0]),
      name === "surprise" ? " nats" : "",
      ", with the slope ",
      this.number(`${name}_slope`, slope[0]),
    ]);
    this.frame.say(
      "Where the right letter gets p = ",
      this.number("p", x, long(x)),
      ": ",
      ...said,
      ".",
    );
    this.showLegend([
      ["value", this.labels.get(f)],
      ["slope", "its slope"],
      ["tangent", "tangent"],
      ...(other ? [["other", this.labels.get(beside)]] : []),
    ]);
    this.showLetters(shown);
  }

  /** Both losses of the chosen p and of every letter that h-e-l-o should have said. */
  showLetters(shown) {
    const heads = ["for", "p", ...shown.flatMap(([name]) => [this.labels.get(name), "slope"])];
    const cell = (name, value, index) => ({ name, value, index, text: brief(value) });
    const row = (head, at) => ({
      head,
      cells: [
        cell("p", this.layered.points[at], at),
        ...shown.flatMap(([name, { value, slope }]) => [
          cell(name, value[at], at),
          cell(`${name}_slope`, slope[at], at),
        ]),
      ],
    });
    const rows = [row("chosen", 0), ...this.places().map(({ letter, at }) => row(letter, at))];
    this.numbers.replaceChildren(
      numbersTable("Your p, and what h-e-l-o gives to e, l, l, o", heads, rows),
    );
  }
}

export default mounted("losses", (place, model) => new Losses(place, model));
