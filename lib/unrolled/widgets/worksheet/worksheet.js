// A worksheet: ticks of a recorded program with numbers that the reader works out.

import { Journey } from "../engine/journey.js";
import { Recorded } from "../engine/recorded.js";
import { make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long } from "../kit/numbers.js";
import { ArithmeticLine } from "../views/arithmetic_line.js";
import { Equation } from "../views/equation.js";
import { placeOf, wayOf } from "../views/title.js";
import { nameOf, spokenName } from "../views/typeset.js";
import { fieldsOf, restored } from "./address.js";
import { Blanks } from "./blanks.js";
import { SheetBoard } from "./board.js";
import { sheetTable } from "./table.js";

const HINTS = 2; // the row, then its arithmetic without the result
const KEYS = [
  ["Enter", "check; right: on to the next blank"],
  ["Tab ↑ ↓", "to another box"],
  ["Esc", "out of a box"],
  ["→ ←", "next blank, the one before"],
  ["h", "a hint"],
  ["v", "show the number"],
];
const MARKS = { right: "✓ ", shown: "· ", wrong: "✗ ", open: "" };

export class Worksheet {
  /**
   * @param {HTMLElement} place  where to put the widget
   * @param {any} model  with `program`, `blanks`, `detours`, `digits` and `key`
   */
  constructor(place, model) {
    this.recorded = new Recorded(model.get("program"));
    const { recorded } = this;
    this.blanks = new Blanks(
      recorded,
      model.get("blanks"),
      model.get("detours"),
      model.get("digits"),
    );
    this.journey = new Journey(recorded, [], []);
    this.ticks = this.blanks.all.map(({ i }) => this.journey.ticks[this.journey.about(i)]);
    this.now = this.blanks.all[0];
    this.leaf = this.asked = null; // a given number that is edited, or looked into
    this.news = []; // what just happened, in words
    this.build(model.get("key") || "worksheet");
    this.now = restored(this) ?? this.now;
    this.show();
    this.frame.ready(place);
  }

  destroy() {
    this.frame.destroy();
  }

  // ---- building, once ---------------------------------------------------------------

  build(key) {
    const { recorded, blanks } = this;
    this.equation = new Equation(recorded);
    this.board = new SheetBoard(recorded, blanks, {
      pick: (i, e, how) => this.picked(i, e, how),
      enter: (one) => this.go(one, true),
      type: (one, text) => this.typed(one, text),
    });
    this.board.digits = blanks.digits + 1;
    this.line = new ArithmeticLine(recorded, {
      edit: (i, e, x) => this.change(() => recorded.edit(i, e, x)),
      spell: (i, k) => this.change(() => recorded.spell(i, k)),
      hides: (i, e) => blanks.hides(i, e),
    });
    this.frame = new Frame({
      name: "worksheet",
      key,
      title: "",
      badge: true,
      label: "Worksheet: fill in the blanks. Enter checks a number.",
      keys: KEYS,
      first: (event) => this.keydown(event),
      act: (pressed) => this.act(pressed),
      fields: () => fieldsOf(this),
      table: () => sheetTable(this),
      reset: () => this.reset(),
    });
    this.root = this.frame.root;
    this.root.style.setProperty("--u-digits", String(blanks.digits + 1));
    this.root.style.setProperty("--u-rows", String(this.rows()));
    put(this.board.element, "data-part", "numbers");
    put(this.line.element, "data-part", "arithmetic");
    this.tabs = this.distinct().map((tick) => this.tab(tick));
    const places = make("div.u-row.u-tabs", { role: "group", "aria-label": "Parts" });
    places.append(...this.tabs.map(({ button }) => button));
    places.hidden = this.tabs.length < 2;
    this.frame.body.append(places, this.equation.element, this.board.element);
    this.frame.sentence.after(this.frame.body); // what is said stands under what is filled in
    this.frame.body.after(this.frame.sentence, this.line.element);
    this.buildFoot();
  }

  /** The ticks that have a blank, each once. */
  distinct() {
    return [...new Set(this.ticks)];
  }

  /** How many rows the tallest tick has. */
  rows() {
    const { nodes } = this.recorded;
    const rows = this.distinct().flatMap(({ nodes: own }) =>
      own.flatMap((i) => [i, ...nodes[i].in]).map((i) => nodes[i].shape[0] ?? 1),
    );
    return Math.min(6, Math.max(3, ...rows));
  }

  tab(tick) {
    const all = this.blanks.all.filter(({ n }) => this.ticks[n] === tick);
    const own = [...new Set(all.map(({ i }) => i))];
    const mark = make("span.u-mark-text");
    const button = make(
      "button.u-button.u-choice",
      { type: "button", click: () => this.go(this.openIn(tick) ?? all[0]) },
      mark,
      make(
        "span",
        {},
        own.flatMap((i, n) => [n ? ", " : "", ...nameOf(this.recorded, i)]),
      ),
    );
    const name = own.map((i) => spokenName(this.recorded, i)).join(", ");
    return { tick, mark, button, name };
  }

  openIn(tick) {
    return this.blanks.all.find((one) => this.ticks[one.n] === tick && !this.blanks.isKnown(one));
  }

  buildFoot() {
    const button = (label, key, click, classes = "") =>
      make(
        `button.u-button${classes}`,
        { type: "button", title: `${label} (${key})`, "aria-keyshortcuts": key, click },
        label,
      );
    this.buttons = {
      check: button("Check", "Enter", () => this.check(), ".u-next"),
      hint: button("Hint", "h", () => this.hint()),
      reveal: button("Show", "v", () => this.reveal()),
      next: button("Next blank", "ArrowRight", () => this.onward()),
    };
    this.frame.foot.append(...Object.values(this.buttons));
  }

  // ---- showing ----------------------------------------------------------------------

  get tick() {
    return this.ticks[this.now.n];
  }

  /** Build the board of the running tick. */
  show() {
    const { tick, now, recorded } = this;
    put(this.root, "data-direction", tick.back ? "backward" : "forward");
    const { badge, where } = this.frame.head;
    badge.textContent = wayOf(recorded, tick);
    where.replaceChildren(make("span.u-count", {}, "Worksheet · "), ...placeOf(recorded, tick));
    this.equation.show(tick, []);
    this.board.lit = now.hints > 0 || this.blanks.isKnown(now);
    this.board.show(tick, this.row());
    this.refresh();
  }

  /** The entry of the tick's result that the blank belongs to. */
  row() {
    const size = this.recorded.values(this.tick.out).length;
    return Math.min(this.now.e, size - 1);
  }

  /** After every act: values and words change, nothing moves. */
  refresh() {
    const { blanks, now, board, buttons } = this;
    board.refresh();
    for (const [one, box] of board.boxes) {
      put(box, "aria-invalid", blanks.state(one) === "wrong");
      box.classList.toggle("u-now", one === now);
    }
    for (const { tick, mark, button, name } of this.tabs) {
      const own = blanks.all.filter(({ n }) => this.ticks[n] === tick);
      const state = ["wrong", "open", "shown", "right"].find((s) =>
        own.some((one) => blanks.state(one) === s),
      );
      mark.textContent = MARKS[state];
      put(button, "aria-pressed", tick === this.tick);
      put(button, "aria-label", `${name}: ${state === "right" ? "done" : state}`);
    }
    const known = blanks.isKnown(now);
    buttons.check.disabled = buttons.reveal.disabled = known;
    buttons.hint.disabled = known || now.hints === HINTS;
    buttons.next.disabled = !blanks.next(now);
    this.showLine();
    this.frame.say(...this.words());
    this.frame.changed(this.chip());
  }

  chip() {
    const { blanks, recorded } = this;
    const touched = blanks.all.some((one) => one.text || one.shown || one.hints);
    const edits = recorded.edits().length;
    const words = edits ? [make("u", {}, `✎ ${edits} edit${edits === 1 ? "" : "s"}`)] : [];
    return touched || edits ? [...words, " "] : [];
  }

  called(one) {
    const { recorded } = this;
    const name = make("b", {}, nameOf(recorded, one.i));
    return recorded.nodes[one.i].shape.length
      ? [name, `, ${recorded.placeOf(one.i, one.e)}`]
      : [name];
  }

  /** The sentence: what just happened, what is to be done, and the score. */
  words() {
    const { blanks, now } = this;
    const state = blanks.state(now);
    const told = {
      open: () => ["Fill in ", ...this.called(now), `, to ${blanks.digits} decimals. `],
      wrong: () => this.wrong(now),
      shown: () => ["Shown: ", ...this.called(now), ` = ${long(blanks.value(now))}. `],
      right: () => [
        make("b.u-good", {}, "✓ Right: "),
        ...this.called(now),
        ` = ${long(blanks.value(now))}. `,
      ],
    }[state]();
    return [...this.news, ...told, make("span.u-score", {}, this.score())];
  }

  wrong(one) {
    const { close, words } = this.blanks.why(one);
    return [
      make("b.u-bad", {}, close ? "≈ " : "✗ "),
      `${long(one.guess)} is ${close ? "close to" : "not"} `,
      ...this.called(one),
      ...(words.length
        ? [": ", make("b.u-why", {}, words), ". "]
        : [". Try again, or take a hint. "]),
    ];
  }

  score() {
    const { blanks } = this;
    const [right, shown, total] = [blanks.count("right"), blanks.count("shown"), blanks.all.length];
    if (right === total) return total === 1 ? "That is all." : `All ${total} right.`;
    return `${right} of ${total} right${shown ? `, ${shown} shown` : ""}.`;
  }

  showLine() {
    const { line, now, leaf, asked, tick } = this;
    if (leaf) line.edit(leaf.i, leaf.e);
    else if (asked) line.show(this.tickOf(asked.i), asked.i, asked.e);
    else if (now.hints === HINTS || this.blanks.isKnown(now)) line.show(tick, now.i, now.e);
    else this.guide();
  }

  /** Below the numbers, before the arithmetic is asked for. */
  guide() {
    const { line, now, tick } = this;
    line.editing = null;
    const first = now.hints
      ? line.heading(tick, now.i, now.e)
      : [make("span", {}, "Enter checks a number and goes on.")];
    line.label.replaceChildren(...first);
    line.body.replaceChildren(
      now.hints
        ? "Another hint shows the numbers."
        : "A hint shows the way, a second one its numbers. Dotted numbers are yours to change.",
    );
  }

  tickOf(i) {
    return this.journey.ticks[this.journey.when(i)] ?? this.tick;
  }

  // ---- working ----------------------------------------------------------------------

  /** Go to a blank, and into its box. */
  go(one, quiet = false) {
    if (one === this.now && quiet && !this.leaf && !this.asked) return;
    if (one !== this.now && quiet) this.news = [];
    this.now = one;
    this.leaf = this.asked = null;
    this.show();
    this.enter();
  }

  /** Put the cursor into the box of the running blank. */
  enter() {
    const box = this.board.boxes.get(this.now);
    (box ?? this.root).focus({ preventScroll: true });
    box?.select();
  }

  typed(one, text) {
    one.text = text;
    this.news = [];
    one.guess = Number.NaN; // until it is checked
    this.refresh();
  }

  check() {
    const { blanks, now } = this;
    const problem = blanks.check(now);
    if (problem) {
      const wrong = now.text.trim() ? problem : "The box is empty";
      this.news = [make("b.u-bad", {}, `${wrong}: write it like 0.25 or 1/4. `)];
      this.refresh();
      this.enter();
      return;
    }
    this.news = [];
    const next = blanks.next(now);
    if (blanks.isRight(now) && next) {
      this.news = [make("b.u-good", {}, "✓ Right. ")];
      this.go(next);
    } else {
      this.show();
      this.enter();
    }
  }

  hint() {
    if (this.buttons.hint.disabled) return;
    this.now.hints += 1;
    this.leaf = this.asked = null;
    this.show();
    this.enter();
  }

  reveal() {
    if (this.buttons.reveal.disabled) return;
    this.now.shown = true;
    this.news = [];
    this.leaf = this.asked = null;
    this.show();
    (this.buttons.next.disabled ? this.root : this.buttons.next).focus({ preventScroll: true });
  }

  onward() {
    const next = this.blanks.next(this.now);
    this.news = [];
    if (next) this.go(next);
  }

  /** To the next blank or the one before, filled in or not. */
  walk(by) {
    const { all } = this.blanks;
    this.news = [];
    this.go(all[Math.max(0, Math.min(all.length - 1, this.now.n + by))]);
  }

  picked(i, e, how) {
    if (how === "drag") return;
    const isLeaf = this.recorded.leaves.has(i);
    const one = this.blanks.at(i, e);
    if (one && this.ticks[one.n] === this.tick) this.now = one;
    this.leaf = isLeaf ? { i, e } : null;
    this.asked = isLeaf || one ? null : { i, e };
    if (one) this.show();
    else this.showLine();
    if (isLeaf) this.line.focus();
  }

  /** The reader's own numbers: what was right may be so no longer. */
  change(edit) {
    edit();
    const box = this.board.boxes.size;
    const open = this.blanks.all.filter((one) => this.ticks[one.n] === this.tick);
    const due = open.filter((one) => !this.blanks.isKnown(one)).length;
    if (due === box) this.refresh();
    else this.show();
  }

  reset() {
    this.recorded.reset();
    this.blanks.reset();
    this.news = [];
    this.leaf = this.asked = null;
    [this.now] = this.blanks.all;
    this.show();
  }

  // ---- keys -------------------------------------------------------------------------

  /** Keys in a box and in the editor are the sheet's own; says whether that was one. */
  keydown(event) {
    const { target, key } = event;
    const inBox =
      target.matches("input.u-blank") &&
      {
        Enter: () => this.check(),
        ArrowUp: () => this.walk(-1),
        ArrowDown: () => this.walk(1),
        h: () => this.hint(), // no number is written with these letters
        v: () => this.reveal(),
      }[key];
    if (inBox) {
      event.preventDefault();
      inBox();
      return true;
    }
    const leaves = key === "Enter" || key === "Escape";
    if (!target.matches(".u-entry .u-field") || !leaves) return false;
    event.preventDefault();
    this.leaf = null;
    this.showLine();
    this.root.focus({ preventScroll: true });
    return true;
  }

  act(key) {
    const { now, board } = this;
    return {
      ArrowRight: () => this.walk(1),
      ArrowLeft: () => this.walk(-1),
      Enter: board.boxes.has(now) && document.activeElement === this.root && (() => this.enter()),
      h: () => this.hint(),
      v: () => this.reveal(),
      Escape: (this.leaf || this.asked) && (() => this.let()),
    }[key];
  }

  /** Let go of the number that was asked for. */
  let() {
    this.leaf = this.asked = null;
    this.showLine();
  }
}

export default mounted("worksheet", (place, model) => new Worksheet(place, model));
