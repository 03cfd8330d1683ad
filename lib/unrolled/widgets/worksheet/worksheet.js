// A worksheet: ticks of a recorded program with numbers that the reader works out.

import { Journey } from "../engine/journey.js";
import { Recorded } from "../engine/recorded.js";
import { isAble, make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { COLOURS } from "../kit/tint.js";
import { ArithmeticLine } from "../views/arithmetic_line.js";
import { Equation } from "../views/equation.js";
import { placeOf, wayOf } from "../views/title.js";
import { Blanks } from "./blanks.js";
import { SheetBoard } from "./board.js";
import { Foot } from "./foot.js";
import { KEYS, keydown, keyOf } from "./keys.js";
import { schemaOf } from "./state.js";
import { sheetTable } from "./table.js";
import { Tabs } from "./tabs.js";
import { changes, explain, sentence } from "./words.js";

const HINTS = 2; // the row, then its arithmetic without the result

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
    this.tabs = new Tabs(blanks, this.ticks, (one) => this.go(one));
    this.foot = new Foot(this);
    this.frame = new Frame(this.described(key));
    this.root = this.frame.root;
    this.arrange();
  }

  /** What the frame is to know. @param {string} key */
  described(key) {
    return {
      name: "worksheet",
      key,
      title: "",
      badge: true,
      label: "Worksheet: fill in the blanks. Enter checks a number.",
      keys: KEYS,
      colours: COLOURS,
      first: (event) => keydown(this, event),
      act: (pressed) => keyOf(this, pressed),
      state: schemaOf(this),
      table: () => sheetTable(this),
      reset: () => this.reset(),
    };
  }

  /** Put the parts into the frame. */
  arrange() {
    const { frame, root, blanks, board, line } = this;
    root.style.setProperty("--u-digits", String(blanks.digits + 1));
    root.style.setProperty("--u-rows", String(this.rows()));
    put(board.element, "data-part", "numbers");
    put(line.element, "data-part", "arithmetic");
    frame.body.append(this.tabs.element, this.equation.element, board.element);
    frame.foot.append(...this.foot.elements);
    frame.sentence.after(frame.body); // what is said stands under what is filled in
    frame.body.after(frame.sentence, line.element);
  }

  /** How many rows the tallest tick has. */
  rows() {
    const { nodes } = this.recorded;
    const rows = this.ticks.flatMap(({ nodes: own }) =>
      own.flatMap((i) => [i, ...nodes[i].in]).map((i) => nodes[i].shape[0] ?? 1),
    );
    return Math.min(6, Math.max(3, ...rows));
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
    const { blanks, now, board } = this;
    board.refresh();
    for (const [one, box] of board.boxes) {
      put(box, "aria-invalid", blanks.state(one) === "wrong");
      box.classList.toggle("u-now", one === now);
    }
    this.tabs.refresh(this.tick);
    this.foot.refresh();
    explain(this);
    this.frame.say(...sentence(this));
    this.frame.changed(changes(this));
  }

  /** Whether the arithmetic of the running blank is written out. */
  get isTold() {
    return this.now.hints === HINTS || this.blanks.isKnown(this.now);
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
    if (!isAble(this.foot.hint)) return;
    this.now.hints += 1;
    this.leaf = this.asked = null;
    this.show();
    this.enter();
  }

  reveal() {
    if (!isAble(this.foot.reveal)) return;
    this.now.shown = true;
    this.news = [];
    this.leaf = this.asked = null;
    this.show();
    (isAble(this.foot.next) ? this.foot.next : this.root).focus({ preventScroll: true });
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
    else explain(this);
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
    this.blanks.reset(); // what was typed and not checked, too
    this.news = [];
    this.leaf = this.asked = null;
    this.show();
  }

  /** Out of the editor. */
  leave() {
    this.leaf = null;
    explain(this);
    this.root.focus({ preventScroll: true });
  }

  /** Let go of the number that was asked for. */
  let() {
    this.leaf = this.asked = null;
    explain(this);
  }
}

export default mounted("worksheet", (place, model) => new Worksheet(place, model));
