// The Tape: step through a recorded program, tick by tick, forward and back, with every
// number editable.

import { Journey } from "../engine/journey.js";
import { Recorded } from "../engine/recorded.js";
import { choice } from "../kit/controls.js";
import { make, put, still } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { icon } from "../kit/icons.js";
import { freeKey, stateInAddress } from "../kit/link.js";
import { mounted } from "../kit/mount.js";
import { short } from "../kit/numbers.js";
import { Player } from "../kit/player.js";
import { stepping } from "../kit/toolbar.js";
import { askedState, fieldsOf, makeEdits, valueOf } from "../views/address.js";
import { ArithmeticLine } from "../views/arithmetic_line.js";
import { Board } from "../views/board.js";
import { Equation } from "../views/equation.js";
import { Graph } from "../views/graph/graph.js";
import { receive } from "../views/handover.js";
import { sentence } from "../views/say.js";
import { Scrubber } from "../views/scrubber.js";
import { placeOf, wayOf } from "../views/title.js";
import { transcript } from "../views/transcript.js";
import { symbol } from "../views/typeset.js";
import { again, carry } from "./edits.js";
import { Following } from "./following.js";
import { keydown, keyOf, keysOf } from "./keys.js";

const USUAL_ROOM = 435; // for the graph, in sixteenths of an em
export class Tape {
  /**
   * @param {HTMLElement} place  where to put the widget
   * @param {any} model  with `program`, `programs`, `captions` and `key`
   */
  constructor(place, model) {
    this.place = place;
    this.captions = model.get("captions");
    this.programs = Object.entries(model.get("programs") ?? {});
    this.key = model.get("key") || "tape";
    const asked = stateInAddress(freeKey(this.key));
    const found = this.programs.find(([name]) => name === asked.program);
    const [name, program] = found ?? this.programs[0] ?? ["", model.get("program")];
    this.name = name;
    this.program = program;
    /** @type {Map<string, import("./edits.js").Edit[]>} by program, those that others lack */
    this.kept = new Map();
    this.open();
    this.frame.ready(place);
  }

  /** Build the view of a program. @param {Record<string, string>} [asked]  its state */
  open(asked) {
    this.recorded = new Recorded(this.program);
    this.row = null; // the row of a product that is being played
    this.lost = 0; // edits that this program has no place for
    this.build(this.key);
    if (asked) this.frame.asked = asked;
    makeEdits(this.recorded, this.frame.asked.set);
    this.restore(askedState(this.recorded, this.frame.asked));
    this.stopReceiving = receive(this.frame.key, this.recorded, () => this.received());
  }

  /**
   * Show another of the programs: at the same place, with its own edits and those of numbers
   * that it shares.
   *
   * @param {string} name
   */
  switchTo(name) {
    if (name === this.name) return;
    const { recorded, tick, journey, name: before } = this;
    const asked = this.frame.fields();
    const focused = this.root.contains(document.activeElement);
    this.destroy();
    [this.name, this.program] = this.programs.find(([own]) => own === name);
    this.open({ ...asked, set: "", entry: "", tick: "", at: "" });
    for (const edit of this.kept.get(name) ?? []) again(this.recorded, edit);
    const left = carry(recorded, this.recorded);
    this.kept.set(before, left);
    this.lost = left.length;
    this.now = this.journey.alike(recorded, tick, journey);
    this.frame.ready(this.place, false);
    if (focused) this.switch.focus(name);
  }

  /** Take over a state: the default, or what a link asks for. */
  restore(state) {
    this.journey = new Journey(this.recorded, this.graph.parts.edges, state.open);
    this.led = this.wayTo(state.at);
    this.now = this.led?.tick ?? Math.min(state.tick, this.journey.last);
    this.entry = state.entry; // the followed entry, along hidden units and along letters
    this.following = new Following(this.recorded, this.entry);
    this.asked = state.asked; // a value whose arithmetic was asked for: { i, e }
    this.leaf = state.leaf; // a leaf that is being edited: { i, e }
    this.setDigits(state.digits);
  }

  /** The tick that a link asks for by the value which it computes. @param {string} text */
  wayTo(text) {
    const tick = text ? this.journey.about(valueOf(this.recorded, text)) : -1;
    return tick < 0 ? null : { text, tick };
  }

  destroy() {
    this.stopReceiving();
    this.player.stop();
    this.frame.destroy();
  }

  // ---- building, once ---------------------------------------------------------------

  build(key) {
    const { recorded } = this;
    const pick = (i, e, how, x) => this.picked(i, e, how, x);
    this.equation = new Equation(recorded);
    this.board = new Board(recorded, pick);
    this.allNumbers = new Board(recorded, pick);
    this.line = new ArithmeticLine(recorded, {
      edit: (i, e, x) => this.change(() => recorded.edit(i, e, x)),
      spell: (i, k) => this.change(() => recorded.spell(i, k)),
      toggle: () => this.toggle(),
    });
    this.frame = new Frame(this.described(key));
    this.root = this.frame.root;
    this.graph = new Graph(recorded, (i) => this.goTo(i), this.frame.key);
    this.scrubber = new Scrubber((n) => this.jump(n, false), this.graph);
    const graph = make("div.u-graph", { "data-part": "graph" });
    graph.append(this.graph.element, this.scrubber.element);
    put(this.board.element, "data-part", "numbers");
    put(this.line.element, "data-part", "arithmetic");
    this.frame.body.append(
      graph,
      this.equation.element,
      make("div.u-numbers", {}, this.board.element, this.line.element),
    );
    this.buildFoot();
  }

  /** What the frame is to know. @param {string} key */
  described(key) {
    const { recorded } = this;
    const word = recorded.read(recorded.steps) || "the program";
    this.allNumbers.element.classList.add("u-all");
    return {
      name: "tape",
      key,
      title: "",
      badge: true,
      label: `Tape: step through ${word}. Arrow keys go on and back.`,
      keys: keysOf(this),
      drawers: {
        code: {
          content: [make("p.u-title", {}, "The library, as it ran"), this.equation.source],
          opened: () => this.equation.showSource(this.tick),
        },
        numbers: {
          content: [this.numbersHead(), this.allNumbers.element],
          opened: () => this.allNumbers.showAll(this.editable()),
        },
      },
      first: (event) => keydown(this, event),
      act: (pressed, event) => keyOf(this, pressed, event),
      fields: () => fieldsOf(this),
      table: () => transcript(recorded, this.captions, (i) => this.following.in(i)),
      reset: () => this.reset(),
      resized: () => this.layout(),
    };
  }

  /** All leaves, each parameter with its gradient after it. */
  editable() {
    const { leaves, gradients, nodes } = this.recorded;
    return [...leaves.keys()].flatMap((i) =>
      nodes[i].t === undefined && gradients.has(i) ? [i, gradients.get(i)] : [i],
    );
  }

  buildFoot() {
    const letter = (way) => () => this.jump(this.journey.letter(this.now, way));
    this.foot = stepping({
      first: () => this.jump(0),
      back: () => this.jump(this.now - 1),
      next: () => this.jump(this.now + 1),
      last: () => this.jump(this.journey.last),
      letterBack: letter(-1),
      letterOn: letter(1),
      play: () => this.play(),
      turn: this.recorded.goesBack ? () => this.turn() : undefined,
      speed: (factor) => {
        this.player.speed = factor;
      },
    });
    this.frame.foot.append(...this.foot.elements);
    if (this.programs.length > 1) this.buildSwitch();
    put(this.frame.foot, "role", "toolbar");
    put(this.frame.foot, "aria-label", "Steps");
    this.player = new Player({
      rows: () =>
        ["product", "affine"].includes(this.tick.kind)
          ? this.recorded.values(this.tick.out).length
          : 0,
      row: (row) => {
        this.row = row;
        this.render();
      },
      next: () => {
        if (this.now === this.journey.last) return false;
        this.go(this.now + 1);
        return true;
      },
      changed: (on) => {
        this.foot.play.replaceChildren(icon(on ? "pause" : "play"));
        put(this.foot.play, "aria-label", on ? "Pause" : "Play");
      },
    });
  }

  /** The choice between the programs, in the head. */
  buildSwitch() {
    this.switch = choice({
      name: "program",
      label: "Show",
      options: this.programs.map(([name]) => [name, name]),
      value: this.name,
      change: (name) => this.switchTo(name),
    });
    this.frame.head.element.append(make("div.u-switch", {}, this.switch.element));
  }

  /** The next of the programs. */
  nextProgram() {
    const names = this.programs.map(([name]) => name);
    this.switchTo(names[(names.indexOf(this.name) + 1) % names.length]);
  }

  numbersHead() {
    const choose = () => {
      this.setDigits(Number(this.decimals.value));
      this.refresh();
    };
    const options = [1, 2, 3, 4, 5, 6].map((n) => make("option", { value: n }, n));
    this.decimals = make("select.u-select", { "aria-label": "Decimals", change: choose }, options);
    const words =
      "Every number you can change: click it and type, or drag it sideways. Decimals shown: ";
    return make("p.u-title", {}, words, this.decimals);
  }

  // ---- showing ----------------------------------------------------------------------

  get tick() {
    return this.journey.ticks[this.now];
  }

  /** Fit the graph into its room; JupyterLab draws before the widget has any. */
  layout() {
    const em = parseFloat(getComputedStyle(this.root).fontSize) || 16;
    const room = (this.graph.element.parentElement.clientWidth / em) * 16;
    if (!this.graph.layout(room || this.graph.width || USUAL_ROOM)) return;
    this.scrubber.layout(this.journey.ticks);
    this.render();
  }

  render() {
    const { tick, now, journey } = this;
    const { e } = this.following.in(tick.out);
    put(this.root, "data-tick", now);
    put(this.root, "data-ticks", journey.ticks.length);
    put(this.root, "data-direction", tick.back ? "backward" : "forward");
    this.graph.show(tick, now, (i) => journey.when(i));
    this.renderHead();
    this.equation.show(tick, journey.earlier(now));
    this.board.show(tick, this.row ?? e);
    this.refresh();
    this.foot.back.disabled = now === 0;
    this.foot.next.disabled = now === journey.last;
    if (this.frame.panels.isOpen("code")) this.equation.showSource(tick);
  }

  renderHead() {
    const { tick, recorded, now, journey } = this;
    const { badge, where } = this.frame.head;
    badge.textContent = wayOf(recorded, tick);
    const count = make("span.u-count", {}, ` · ${now + 1}/${journey.ticks.length}`);
    where.replaceChildren(...placeOf(recorded, tick), count);
    const direction = recorded.goesBack ? (tick.back ? "backward, " : "forward, ") : "";
    this.scrubber.show(tick, now, `${direction}${where.textContent}`);
    if (this.foot.turn) this.foot.turnWord.textContent = tick.back ? "To forward" : "To backward";
  }

  /** After an edit: values change, nothing moves. */
  refresh() {
    const { recorded, tick } = this;
    this.graph.follow(this.entry.H);
    this.graph.refresh();
    this.board.refresh();
    if (this.frame.panels.isOpen("numbers")) this.allNumbers.refresh();
    const { e, unit } = this.following.in(tick.out);
    this.frame.say(sentence(recorded, this.captions, { tick, entry: e, unit }));
    this.showArithmetic(e);
    const count = recorded.edits().length;
    put(this.root, "data-edits", count);
    const edits = (n) => `${n} edit${n === 1 ? "" : "s"}`;
    const lost = this.lost ? [` · ${edits(this.lost)} with no place here`] : [];
    this.frame.changed(
      count || this.lost
        ? [make("u", {}, `✎ ${edits(count)}`), ...lost, ...(count ? this.effect() : [])]
        : [],
    );
  }

  /** What the edits did to the total: L 6.811 → 6.781. */
  effect() {
    const { recorded } = this;
    const i = recorded.findRole("total");
    if (i === undefined) return [];
    const [then, now] = [recorded.recorded(i)[0], recorded.values(i)[0]];
    return [
      make("br"),
      symbol(recorded, recorded.called("total"), null),
      ` ${short(then, this.digits)} → `,
      make("b", {}, short(now, this.digits)),
    ];
  }

  showArithmetic(e) {
    if (this.leaf) this.line.edit(this.leaf.i, this.leaf.e);
    else if (this.asked) {
      const { i } = this.asked;
      this.line.show(this.journey.ticks[this.journey.when(i)] ?? this.tick, i, this.asked.e);
    } else this.line.show(this.tick, this.tick.out, this.row ?? e);
  }

  // ---- moving -----------------------------------------------------------------------

  /** Move by hand: what plays, stops. */
  jump(n, animate = true) {
    this.player.stop();
    this.go(n, animate);
  }

  go(n, animate = true) {
    const next = Math.max(0, Math.min(this.journey.last, n));
    if (next === this.now) return;
    const focused = [this.board, this.line].some(({ element }) =>
      element.contains(document.activeElement),
    ); // what is rebuilt would take the focus with it
    this.now = next;
    this.leaf = this.asked = this.row = null;
    this.entry.column = null;
    this.render();
    if (focused) this.root.focus({ preventScroll: true });
    if (animate) this.graph.pulse();
  }

  /** Go to the tick that computes a value, or that reads it; going back, to its gradient's. */
  goTo(i) {
    this.player.stop();
    const gradient = this.tick.back ? this.recorded.gradients.get(i) : undefined;
    const n = [gradient, i].map((one) => this.journey.about(one)).find((at) => at >= 0);
    if (n !== undefined) this.go(n);
    else if (this.recorded.leaves.has(i)) this.picked(i, 0, "click");
  }

  /** To the same place of the other direction. */
  turn() {
    this.jump(this.journey.other(this.now));
  }

  play() {
    if (this.player.on) {
      this.player.stop();
      return;
    }
    if (this.now === this.journey.last) this.go(0, false);
    this.player.start();
  }

  /** Open the call that the tick is about, or close the one it is in. */
  toggle() {
    if (!this.tick.call) return;
    this.now = this.journey.toggle(this.tick);
    this.leaf = this.asked = null;
    this.scrubber.layout(this.journey.ticks);
    this.render();
  }

  // ---- editing ----------------------------------------------------------------------

  picked(i, e, how, x) {
    this.player.stop();
    const { recorded } = this;
    if (how === "drag") {
      this.leaf = { i, e };
      this.change(() => recorded.edit(i, e, x));
      return;
    }
    if (recorded.leaves.has(i)) {
      this.leaf = { i, e };
      this.asked = null;
      this.showArithmetic(0);
      this.line.focus();
      this.frame.remember();
      return;
    }
    this.leaf = null;
    this.asked = i === this.tick.out ? null : { i, e };
    this.following.choose(i, e);
    this.render();
    // after a click the arrows go on stepping; from the keyboard they stay among the cells
    const next = how === "key" ? this.board.cellOf(i, e) : this.root;
    next?.focus({ preventScroll: true });
  }

  /** Show an edit at once. */
  change(edit) {
    edit();
    this.refresh();
  }

  reset() {
    this.player.stop();
    this.recorded.reset();
    this.kept.clear();
    this.lost = 0;
    if (this.leaf) this.line.refreshEditor(true);
    this.refresh();
  }

  setDigits(digits) {
    this.digits = this.board.digits = this.allNumbers.digits = digits;
    this.decimals.value = String(digits);
    this.root.style.setProperty("--u-digits", String(digits));
  }

  // ---- keyboard ---------------------------------------------------------------------

  /** Let go of the number that was asked for. */
  let() {
    this.leaf = this.asked = null;
    this.render();
  }

  /** Follow another row of the result. */
  choose(row) {
    const { out } = this.tick;
    const { shape } = this.recorded.nodes[out];
    if (row >= (shape[0] ?? 1)) return;
    const column = shape.length === 2 ? this.following.column(out) : 0;
    this.player.stop();
    this.following.choose(out, row * (shape[1] ?? 1) + column);
    this.let();
  }

  /** Another widget handed over numbers, such as weights: show them from the start. */
  received() {
    this.player.stop();
    this.now = 0;
    this.leaf = this.asked = this.row = null;
    this.render();
    this.root.scrollIntoView({ block: "center", behavior: still() ? "auto" : "smooth" });
    this.root.focus({ preventScroll: true });
  }
}

export default mounted("tape", (place, model) => new Tape(place, model), ["program", "programs"]);
