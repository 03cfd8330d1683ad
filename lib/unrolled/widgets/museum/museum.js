// Museum: published bugs; two curves each, a bet on the wrong one, and what finds it.

import { number } from "../kit/address.js";
import { Chart } from "../kit/chart.js";
import { choice, list } from "../kit/controls.js";
import { able, make, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { code, threads } from "./label.js";
import { ended, tally } from "./told.js";

const NAMES = ["A", "B"];
const OPEN = "-"; // no bet yet
const BETS = "ABN"; // the last one: cannot tell
/** @type {[string, string][]} */
const OPTIONS = [
  ["A", "A"],
  ["B", "B"],
  ["N", "nobody can tell"],
];
const KEYS = [
  ["→ ←", "the next exhibit, the last one"],
  ["1 2", "bet that A, or B, is the wrong program's curve"],
  ["3", "nobody can tell"],
];

class Museum {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    /** @type {import("./told.js").Exhibit[]} */
    this.exhibits = model.get("exhibits");
    const first = this.exhibits.findIndex(({ name }) => name === model.get("first")) + 1;
    this.frame = new Frame({
      name: "museum",
      key: model.get("key"),
      title: "Bug museum",
      label: "Published bugs: two curves each, one of them of a wrong program.",
      keys: KEYS,
      act: (key) => this.act(key),
      state: this.schema(first),
      table: () => this.tables(),
      reset: () => this.render(),
      resized: () => this.frame.fit(this.chart),
    });
    this.state = this.frame.state;
    this.build();
    this.frame.ready(place);
    this.render();
  }

  schema(first) {
    const count = this.exhibits.length;
    const fits = (/** @type {string} */ text) =>
      text.length === count && [...text].every((x) => `${OPEN}${BETS}`.includes(x));
    const made = (/** @type {string} */ text) => [...text].filter((x) => x !== OPEN).length;
    return {
      shown: { ...number({ start: first, min: 1, max: count, whole: true }), place: true },
      bets: {
        start: OPEN.repeat(count),
        read: (/** @type {string} */ text) => (fits(text) ? text : undefined),
        count: made,
      },
    };
  }

  get shown() {
    return this.state.get("shown");
  }

  get exhibit() {
    return this.exhibits[this.shown - 1];
  }

  /** What was bet on the exhibit that is shown. */
  get bet() {
    return this.state.get("bets")[this.shown - 1];
  }

  build() {
    this.title = make("p.u-museum-title");
    this.published = make("p.u-museum-threads");
    this.edits = make("div.u-museum-edits");
    this.told = make("p.u-museum-told", { "data-part": "told" });
    this.chart = new Chart({
      x: { min: 0, max: 1, label: "" },
      y: { min: 0, max: 1, label: "" },
      height: 230,
      label: "Two curves, one of a right and one of a wrong program",
      name: "curves",
    });
    this.curves = [this.chart.curve("A", "state"), this.chart.curve("B", "output", ".u-dashed")];
    this.ends = [this.chart.dots("end A", "state"), this.chart.dots("end B", "output")];
    this.question = choice({
      name: "bet",
      label: "The wrong program’s curve is",
      options: OPTIONS,
      value: "",
      change: (bet) => this.stake(bet),
    });
    const label = make(
      "div.u-museum-label",
      { "data-part": "label" },
      ...[this.title, this.published, this.edits],
    );
    const right = make("div", {}, this.chart.element, this.question.element);
    this.frame.body.append(make("div.u-museum-room", {}, label, right), this.told);
    this.buildFoot();
  }

  buildFoot() {
    const step = (
      /** @type {string} */ look,
      /** @type {string} */ text,
      /** @type {number} */ by,
    ) =>
      make(
        `button.u-button${look}`,
        { type: "button", click: () => this.go(this.shown + by) },
        text,
      );
    this.back = step(".u-back", "‹ Back", -1);
    this.next = step(".u-next", "Next ›", 1);
    this.which = list({
      name: "shown",
      label: "exhibit",
      spoken: "Exhibit",
      options: this.exhibits.map(({ name, kind }, i) => [
        String(i + 1),
        `${i + 1} · ${kind}: ${name.replaceAll("_", " ")}`,
      ]),
      value: String(this.shown),
      change: (n) => this.go(Number(n)),
    });
    this.frame.foot.append(this.back, this.next, this.which.element);
  }

  /** @param {number} n */
  go(n) {
    this.state.set({ shown: Math.min(this.exhibits.length, Math.max(1, n)) });
    this.render();
  }

  /** Bet on the exhibit that is shown; another bet takes the place of the first. @param {string} bet */
  stake(bet) {
    const bets = [...this.state.get("bets")];
    bets[this.shown - 1] = bet;
    this.state.set({ bets: bets.join("") });
    this.render();
  }

  render() {
    const { exhibit, shown } = this;
    if (exhibit !== this.labelled) this.label();
    this.which.set(String(shown));
    this.question.set(this.bet);
    able(this.back, shown > 1);
    able(this.next, shown < this.exhibits.length);
    this.draw();
    this.told.replaceChildren(...ended(exhibit));
    this.told.classList.toggle("u-museum-hidden", this.bet === OPEN);
    this.frame.say(...this.sentence());
    this.frame.changed();
  }

  /** Write the label of another exhibit; a bet leaves it alone, unfolded or not. */
  label() {
    this.labelled = this.exhibit;
    write(this.title, this.exhibit.title);
    this.published.replaceChildren(...threads(this.exhibit));
    this.edits.replaceChildren(...code(this.exhibit));
  }

  draw() {
    const { curves, each, prints, over } = this.exhibit;
    const all = curves.flat();
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = (high - low) / 12 || 1;
    const xs = curves[0].map((_, i) => each * (i + 1));
    this.chart.window({
      x: { max: xs[xs.length - 1], label: over },
      y: { min: low - room, max: high + room, label: prints },
    });
    const last = curves.map((ys) => ys[ys.length - 1]);
    NAMES.forEach((name, i) => {
      this.curves[i].set(xs, curves[i]);
      const near = Math.abs(last[0] - last[1]) < 2 * room;
      const below = near && (last[i] < last[1 - i] || (last[0] === last[1] && i === 1));
      this.ends[i].set([{ x: xs[xs.length - 1], y: last[i], text: this.called(name), below }]);
    });
  }

  /** A curve's letter, and after a bet which program it is of. @param {string} name */
  called(name) {
    if (this.bet === OPEN) return name;
    return `${name}, ${name === this.exhibit.wrong ? "wrong" : "right"}`;
  }

  sentence() {
    const { exhibit, bet } = this;
    const where = `Exhibit ${this.shown} of ${this.exhibits.length}, ${exhibit.kind}. `;
    if (bet === OPEN) return [where, "Which curve is the wrong program’s? Bet, then look."];
    const hit = bet === exhibit.wrong ? ": you won" : ": you lost";
    return [
      make("b", {}, exhibit.wrong),
      ` is the wrong one${bet === "N" ? "" : hit}. `,
      tally(this.exhibits, this.state.get("bets")),
    ];
  }

  tables() {
    const { curves, each, over, ends } = this.exhibit;
    const cell = (/** @type {string} */ name, /** @type {number} */ value, index = 0) => ({
      ...{ name, value, index, text: long(value, 5) },
    });
    const told = NAMES.map((name) => this.called(name));
    const rows = curves[0].map((_, i) => ({
      head: String(each * (i + 1)),
      cells: told.map((name, n) => cell(name, curves[n][i], i)),
    }));
    const made = [...this.state.get("bets")].filter((x) => x !== OPEN).length;
    const facts = [{ head: "bets made", cells: [cell("bets", made)] }];
    const names = ["the wrong program", "right programs, lowest", "right programs, highest"];
    if (this.bet !== OPEN)
      facts.push(...names.map((head, i) => ({ head, cells: [cell(head, ends[i])] })));
    return [
      numbersTable("Bets, and where programs end", ["", "number"], facts),
      numbersTable(this.exhibit.title, [over, ...told], rows),
    ];
  }

  act(/** @type {string} */ key) {
    return {
      ArrowRight: () => this.go(this.shown + 1),
      ArrowLeft: () => this.go(this.shown - 1),
      1: () => this.stake("A"),
      2: () => this.stake("B"),
      3: () => this.stake("N"),
    }[key];
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("museum", (place, model) => new Museum(place, model), ["exhibits"]);
