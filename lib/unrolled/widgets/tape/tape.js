// The Tape: step through a recorded program, tick by tick, forward and back, with every
// number editable.

import { Journey } from "../engine/journey.js";
import { Recorded } from "../engine/recorded.js";
import { make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { freeKey, stateInAddress } from "../kit/link.js";
import { mounted } from "../kit/mount.js";
import { swiped } from "../kit/swipe.js";
import { COLOURS } from "../kit/tint.js";
import { ArithmeticLine } from "../views/arithmetic_line.js";
import { Board } from "../views/board.js";
import { Equation } from "../views/equation.js";
import { Graph } from "../views/graph/graph.js";
import { receive } from "../views/handover.js";
import { Matrix } from "../views/matrix.js";
import { sentence } from "../views/say.js";
import { Scrubber } from "../views/scrubber.js";
import { transcript } from "../views/transcript.js";
import { changes } from "./changes.js";
import { carryEdits, choosing } from "./choosing.js";
import { Drawers } from "./drawers.js";
import { Folding } from "./folding.js";
import { Following } from "./following.js";
import { Foot } from "./foot.js";
import { showHead } from "./heading.js";
import { keydown, keyOf, keysOf } from "./keys.js";
import { Picked } from "./picked.js";
import { another, inView, Programs, shown } from "./programs.js";
import { schemaOf } from "./state.js";
import { Switches } from "./switches.js";

const USUAL_ROOM = 435; // for the graph, in sixteenths of an em

export class Tape {
  /**
   * @param {HTMLElement} place  where to put the widget
   * @param {any} model  with `program`, `programs`, `captions` and `key`
   */
  constructor(place, model) {
    this.place = place;
    this.model = model;
    this.captions = shown(model).captions;
    this.folds = model.get("folding");
    this.key = model.get("key") || "tape";
    this.programs = new Programs(model, stateInAddress(freeKey(this.key)).program);
    this.open();
    this.frame.ready(place);
  }

  /** Build the view of a program. @param {Record<string, string>} [asked]  its state */
  open(asked) {
    this.recorded = new Recorded(this.programs.program);
    this.now = 0;
    this.row = null; // the row of a product that is being played
    /** @type {{text: string, tick: number} | null} the value that a link led to */
    this.led = null;
    this.picked = new Picked(this);
    /** @type {{H: number, K: number | null, column: number | null}} */
    this.entry = { H: 0, K: null, column: null }; // followed along hidden units, letters, columns
    this.following = new Following(this.recorded, this.entry);
    this.build(asked);
    this.now = Math.min(this.now, this.journey.last);
    this.stopReceiving = receive(this, (offered) => another(this, offered));
  }

  /**
   * Show another of the programs: at the same place, with its own edits and those of numbers
   * that it shares.
   *
   * @param {string} name
   */
  switchTo(name) {
    const { recorded, tick, journey, programs } = this;
    const before = programs.name;
    if (name === before) return;
    const asked = this.frame.fields();
    const [here, chosen] = [this.root, this.switch.element].map((part) =>
      part.contains(document.activeElement),
    );
    this.destroy();
    programs.name = name;
    this.open({ ...asked, program: name, set: "", entry: "", tick: "", at: "" });
    carryEdits(programs, before, recorded, this.recorded);
    this.now = this.journey.alike(recorded, tick, journey);
    this.frame.ready(this.place, false);
    this.frame.remember();
    if (chosen) this.switch.focus(name);
    else if (here) this.root.focus({ preventScroll: true });
  }

  destroy() {
    this.stopReceiving();
    this.foot.stop();
    this.frame.destroy();
  }

  // ---- building, once ---------------------------------------------------------------

  build(asked) {
    const { recorded } = this;
    const pick = (i, e, how, x) => this.picked.take(i, e, how, x);
    this.equation = new Equation(recorded);
    this.board = new Board(recorded, pick);
    this.matrix = recorded.called("looks") ? new Matrix(recorded, pick) : null;
    this.line = new ArithmeticLine(recorded, {
      edit: (i, e, x) => this.change(() => recorded.edit(i, e, x)),
      spell: (i, k) => this.change(() => recorded.spell(i, k)),
      toggle: () => this.toggle(),
    });
    this.graph = new Graph(recorded, (i) => this.goTo(i), freeKey(this.key));
    this.folding = this.folds ? new Folding(this.graph, () => this.render()) : null;
    this.switches = switchesOf(this);
    this.scrubber = new Scrubber((n) => this.jump(n, false), this.graph);
    this.journey = new Journey(recorded, this.graph.parts.edges, []);
    this.drawers = new Drawers(this, pick);
    this.foot = new Foot(this);
    this.frame = new Frame(this.described(asked));
    this.root = this.frame.root;
    this.arrange();
  }

  /** Put the parts into the frame. */
  arrange() {
    const { frame, board, line, programs } = this;
    const graph = make("div.u-graph.u-scrolls", { "data-part": "graph" });
    graph.append(this.graph.element, this.scrubber.element);
    swiped(this.graph.element, (way) => this.jump(this.now + way));
    this.switches?.into(graph, frame.head.element);
    if (this.folding) frame.head.element.append(this.folding.element);
    put(board.element, "data-part", "numbers");
    put(line.element, "data-part", "arithmetic");
    const parts = [board, line, this.matrix].flatMap((part) => part?.element ?? []);
    const numbers = make("div.u-numbers", {}, parts);
    frame.body.append(graph, this.equation.element, numbers);
    mark(this);
    frame.foot.append(...this.foot.buttons.elements);
    put(frame.foot, "role", "toolbar");
    put(frame.foot, "aria-label", "Steps");
    if (!programs.several) return;
    this.switch = choosing(programs, (name) => this.switchTo(name));
    frame.head.element.append(this.switch.element);
  }

  /** What the frame is to know. @param {Record<string, string>} [asked] */
  described(asked) {
    const { recorded } = this;
    const word = recorded.read(recorded.steps) || "the program";
    return {
      name: "tape",
      key: this.key,
      title: "",
      badge: true,
      label: `Tape: step through ${word}. Arrow keys go on and back.`,
      keys: keysOf(this),
      colours: COLOURS,
      drawers: this.drawers.parts,
      first: (event) => keydown(this, event),
      act: (pressed, event) => keyOf(this, pressed, event),
      state: schemaOf(this),
      asked,
      table: () => transcript(recorded, this.captions, (i) => this.following.in(i)),
      reset: () => this.reset(),
      resized: () => this.layout(),
    };
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
    this.root.classList.toggle("u-crowded", this.graph.plan.crowded);
    this.scrubber.layout(this.journey.ticks);
    this.switches?.layout(this.graph.plan);
    this.render();
  }

  render() {
    const { tick, now, journey } = this;
    const { e } = this.following.in(tick.out);
    put(this.root, "data-tick", now);
    put(this.root, "data-ticks", journey.ticks.length);
    put(this.root, "data-direction", tick.back ? "backward" : "forward");
    this.graph.show(tick, now, (i) => journey.when(i));
    showHead(this);
    this.equation.show(tick, journey.earlier(now));
    this.board.show(tick, this.row ?? e);
    this.matrix?.show(tick, now, (i) => journey.when(i));
    this.refresh();
    this.foot.show();
    this.drawers.follow();
  }

  /** After an edit: values change, nothing moves. */
  refresh() {
    const { recorded, tick } = this;
    this.graph.follow(this.entry.H);
    this.graph.refresh();
    this.switches?.refresh();
    this.board.refresh();
    this.matrix?.refresh();
    this.drawers.refresh();
    const { e, unit } = this.following.in(tick.out);
    this.frame.say(sentence(recorded, this.captions, { tick, entry: e, unit }));
    this.picked.show(e);
    put(this.root, "data-edits", recorded.edits().length);
    this.root.style.setProperty("--u-digits", String(this.drawers.digits));
    this.frame.changed(changes(recorded, this.programs.lost, this.drawers.digits));
  }

  /** Show a row of the tick's product, or all of it. @param {number | null} row */
  follow(row) {
    this.row = row;
    this.render();
  }

  // ---- moving -----------------------------------------------------------------------

  /** Move by hand: what plays, stops. */
  jump(n, animate = true) {
    this.foot.stop();
    this.go(n, animate);
  }

  go(n, animate = true) {
    const next = Math.max(0, Math.min(this.journey.last, n));
    if (next === this.now) return;
    const focused = [this.board, this.line, this.matrix].some((part) =>
      part?.element.contains(document.activeElement),
    ); // what is rebuilt would take the focus with it
    this.now = next;
    this.row = this.picked.entry = this.entry.column = null;
    this.render();
    if (focused) this.root.focus({ preventScroll: true });
    if (animate) this.graph.pulse();
  }

  /** Go to the tick that computes a value, or that reads it; going back, to its gradient's. */
  goTo(i) {
    this.foot.stop();
    const gradient = this.tick.back ? this.recorded.gradients.get(i) : undefined;
    const n = [gradient, i].map((one) => this.journey.about(one)).find((at) => at >= 0);
    if (n !== undefined) this.go(n);
    else if (this.recorded.leaves.has(i)) this.picked.take(i, 0, "click");
  }

  /** To the same place of the other direction. */
  turn() {
    this.jump(this.journey.other(this.now));
  }

  /** Open the call that the tick is about, or close the one it is in. */
  toggle() {
    if (!this.tick.call) return;
    this.now = this.journey.toggle(this.tick);
    this.picked.entry = null;
    this.scrubber.layout(this.journey.ticks);
    this.render();
  }

  // ---- editing ----------------------------------------------------------------------

  /** Show an edit at once. */
  change(edit) {
    edit();
    this.refresh();
  }

  reset() {
    this.foot.stop();
    this.programs.reset();
    if (this.picked.leaf) this.line.refreshEditor(true);
    this.refresh();
  }

  // ---- keyboard ---------------------------------------------------------------------

  /** Let go of the number that was asked for. */
  let() {
    this.picked.entry = null;
    this.render();
  }

  /** Follow another row of the result. */
  choose(row) {
    const { out } = this.tick;
    const { shape } = this.recorded.nodes[out];
    if (row >= (shape[0] ?? 1)) return;
    const column = shape.length === 2 ? this.following.column(out) : 0;
    this.foot.stop();
    this.following.choose(out, row * (shape[1] ?? 1) + column);
    this.let();
  }

  /** Another widget handed over numbers, such as weights: show them from the start. */
  received() {
    this.foot.stop();
    this.now = 0;
    this.row = this.picked.entry = null;
    this.render();
    inView(this);
  }
}

/** The switches of a program that has some; else null. @param {Tape} tape */
const switchesOf = (tape) =>
  tape.recorded.program.presets ? new Switches(tape.recorded, (edit) => tape.change(edit)) : null;

/** Say what the style sheet asks. @param {Tape} tape */
function mark({ root, switches, folding, programs }) {
  root.classList.toggle("u-switched", Boolean(switches));
  root.classList.toggle("u-choosing", Boolean(switches || folding || programs.several));
}

export default mounted("tape", (place, model) => new Tape(place, model), ["program", "programs"]);
