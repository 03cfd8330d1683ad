// The Tape: step through a recorded program, tick by tick, with every number editable.

import { ArithmeticLine } from "./arithmetic_line.js";
import { Board } from "./board.js";
import { make, put, still } from "./dom.js";
import { Equation } from "./equation.js";
import { Graph } from "./graph.js";
import { receive } from "./handover.js";
import { icon } from "./icons.js";
import { addressWith, freeKey, stateInAddress, writeAddress } from "./link.js";
import { short } from "./numbers.js";
import { keysPanel, Panels } from "./panels.js";
import { Presenter } from "./presenter.js";
import { Recorded } from "./recorded.js";
import { sentence } from "./say.js";
import { Scrubber } from "./scrubber.js";
import { askedState, fieldsOf } from "./tape_address.js";
import { ticksOf } from "./ticks.js";
import { foot, head } from "./toolbar.js";
import { transcript } from "./transcript.js";
import { symbol, words } from "./typeset.js";

const BEAT = 1300; // milliseconds for a tick, and for a row of a product
const ROW = 520;
const USUAL_ROOM = 435; // for the graph, in sixteenths of an em
const KEYS = [
  ["→ ←", "next, back"],
  ["Shift → ←", "a letter on, back"],
  ["Home End", "start, end"],
  ["Space", "play, pause"],
  ["1 2 3 …", "follow unit 1, 2, 3, …"],
  ["o", "open, close a call (softmax)"],
  ["c", "code"],
  ["p", "all numbers"],
  ["t", "transcript"],
  ["r", "reset the numbers"],
  ["f", "full screen; Esc leaves"],
  ["?", "these keys"],
];

export class Tape {
  /**
   * @param {HTMLElement} place  where to put the widget
   * @param {any} program
   * @param {Record<string, any>} captions
   * @param {string} key  names the widget in the page's address
   */
  constructor(place, program, captions, key) {
    this.captions = captions;
    this.key = freeKey(key);
    this.recorded = new Recorded(program);
    this.row = null; // the row of a product that is being played
    this.speed = 1;
    this.playing = 0;
    this.build();
    this.restore(askedState(this.recorded, this.key));
    place.append(this.root);
    this.resized = new ResizeObserver(() => this.layout());
    this.resized.observe(this.root);
    this.layout();
    this.render();
    put(this.root, "data-ready", "true");
    this.showWhatWasLinked();
    this.stopReceiving = receive(this.key, this.recorded, () => this.received());
  }

  /** A link to a state shows the widget, unless it names another place of the page. */
  showWhatWasLinked() {
    const linked = Object.keys(stateInAddress(this.key)).length > 0 && !location.hash;
    if (linked) requestAnimationFrame(() => this.root.scrollIntoView({ block: "center" }));
  }

  /** Take over a state: the default, or what a link asks for. */
  restore(state) {
    for (const { i, e, value } of state.edits) {
      if (value === undefined) this.recorded.spell(i, e);
      else this.recorded.edit(i, e, value);
    }
    this.open = new Set(state.open); // functions whose calls are opened
    this.ticks = ticksOf(this.recorded.program, this.open);
    if (!this.ticks.length) throw new Error("This program has no steps to show.");
    this.now = Math.min(state.tick, this.ticks.length - 1);
    this.entry = state.entry; // the followed entry, along hidden units and along letters
    this.asked = state.asked; // a value whose arithmetic was asked for: { i, e }
    this.leaf = state.leaf; // a leaf that is being edited: { i, e }
    this.hidden = state.hidden;
    for (const part of this.hidden) {
      this.root.querySelector(`[data-part="${part}"]`)?.classList.add("u-hidden");
    }
    this.setDigits(state.digits);
    this.presenter.toggle(state.present, false);
  }

  destroy() {
    this.pause();
    this.stopReceiving();
    this.resized.disconnect();
    this.presenter.destroy();
    this.root.remove();
  }

  // ---- building, once ---------------------------------------------------------------

  build() {
    const { recorded } = this;
    const pick = (i, e, how, x) => this.picked(i, e, how, x);
    this.graph = new Graph(recorded, (i) => this.goTo(i), this.key);
    this.scrubber = new Scrubber((n) => this.jump(() => this.go(n, false)), this.graph);
    this.equation = new Equation(recorded);
    this.board = new Board(recorded, pick);
    this.allNumbers = new Board(recorded, pick);
    this.line = new ArithmeticLine(recorded, {
      edit: (i, e, x) => this.edit(i, e, x),
      spell: (i, k) => this.spell(i, k),
      toggle: () => this.toggle(),
    });
    this.say = make("p.u-say", { "aria-live": "polite", "data-part": "sentence" });
    this.buildTools();
    const graph = make("div.u-graph", { "data-part": "graph" });
    graph.append(this.graph.element, this.scrubber.element);
    put(this.board.element, "data-part", "numbers");
    put(this.line.element, "data-part", "arithmetic");
    const frame = make("div.u-frame", {}, this.head.element, this.say, graph);
    frame.append(
      this.equation.element,
      make("div.u-numbers", {}, this.board.element, this.line.element),
      this.foot.element,
      ...this.panels.elements,
    );
    this.root = make("section.unrolled.u-widget.u-tape", this.rootAttributes(), frame);
    this.presenter = new Presenter(this.root, () => {
      this.layout();
      this.remember();
    });
  }

  rootAttributes() {
    const word = this.recorded.read(this.recorded.steps) || "the program";
    return {
      "data-widget": "tape",
      "data-key": this.key,
      tabindex: 0,
      role: "group",
      "aria-label":
        `Tape: step through ${word}. ` +
        "Arrow keys go on and back, the question mark shows all keys.",
      keydown: (event) => this.keydown(event),
      // JupyterLab leaves its own shortcuts alone where the focused element says so
      focusin: (event) => put(event.target, "data-lm-suppress-shortcuts", "true"),
    };
  }

  buildTools() {
    const panel = (name) => () => this.panels.toggle(name);
    const actions = { code: panel("code"), numbers: panel("numbers"), text: panel("text") };
    const full = () => this.presenter.toggle();
    this.head = head({ ...actions, keys: panel("keys"), full });
    this.foot = foot({
      first: () => this.jump(() => this.go(0)),
      back: () => this.jump(() => this.go(this.now - 1)),
      next: () => this.jump(() => this.go(this.now + 1)),
      last: () => this.jump(() => this.go(this.ticks.length - 1)),
      letterBack: () => this.jump(() => this.letter(-1)),
      letterOn: () => this.jump(() => this.letter(1)),
      play: () => this.play(),
      reset: () => this.reset(),
      speed: (factor) => {
        this.speed = factor;
      },
    });
    const label = (name) => this.head.buttons[name].getAttribute("aria-label");
    const more = Object.entries(actions).map(([name, act]) => [label(name), act]);
    const link = () => new URL(addressWith(this.key, fieldsOf(this)), location.href).href;
    this.allNumbers.element.classList.add("u-all");
    this.panels = new Panels(
      {
        code: {
          content: [make("p.u-title", {}, "The library, as it ran"), this.equation.source],
          opened: () => this.equation.showSource(this.tick),
        },
        numbers: {
          content: [this.numbersHead(), this.allNumbers.element],
          opened: () => this.allNumbers.showAll([...this.recorded.leaves.keys()]),
        },
        text: {
          content: [],
          attributes: { tabindex: 0, role: "region", "aria-label": "Transcript" },
          opened: () => this.tell(),
        },
        keys: { content: keysPanel(KEYS, [...more, ["Full screen", full]], link) },
      },
      this.head.buttons,
    );
  }

  numbersHead() {
    const choose = () => this.precision(Number(this.decimals.value));
    const options = [1, 2, 3, 4, 5, 6].map((n) => make("option", { value: n }, n));
    this.decimals = make("select.u-select", { "aria-label": "Decimals", change: choose }, options);
    const words =
      "Every number you can change: click it and type, or drag it sideways. Decimals shown: ";
    return make("p.u-title", {}, words, this.decimals);
  }

  // ---- showing ----------------------------------------------------------------------

  get tick() {
    return this.ticks[this.now];
  }

  /** Fit the graph into its room; JupyterLab draws before the widget has any. */
  layout() {
    const em = parseFloat(getComputedStyle(this.root).fontSize) || 16;
    const room = (this.graph.element.parentElement.clientWidth / em) * 16;
    if (!this.graph.layout(room || this.graph.width || USUAL_ROOM)) return;
    this.scrubber.layout(this.ticks);
    if (this.root.hasAttribute("data-ready")) this.render();
  }

  /** Number of the tick in which a node runs; leaves are there from the start. */
  when(i) {
    if (!this.runs) {
      this.runs = new Map();
      for (const [n, tick] of this.ticks.entries())
        for (const node of tick.nodes) this.runs.set(node, n);
    }
    return this.runs.get(i) ?? (this.recorded.leaves.has(i) ? -1 : Infinity);
  }

  /** The entry that is followed in a value, and what to call it. */
  followed(i) {
    const axis = this.recorded.axes(i)[0] ?? "H";
    const size = this.recorded.values(i).length;
    const e = Math.min(this.entry[axis === "H" ? "H" : "K"], size - 1);
    const letter = this.recorded.labelsOf(i, 0)?.[e];
    return { e, unit: letter ? `letter ${letter}` : `unit ${e + 1}` };
  }

  render() {
    const { tick, recorded, now, ticks } = this;
    const { e } = this.followed(tick.out);
    put(this.root, "data-tick", now);
    put(this.root, "data-ticks", ticks.length);
    put(this.root, "data-direction", "forward");
    this.root.style.setProperty("--u-c", `var(--u-${recorded.role(tick.out)})`);
    this.graph.show(tick, now, (i) => this.when(i));
    const title = this.title(tick);
    const letter = tick.t ? recorded.read(tick.t).slice(-1) : "";
    this.head.where.replaceChildren(
      ...(tick.t
        ? ["step ", make("b", {}, tick.t), ` of ${recorded.steps}: `, make("b", {}, letter)]
        : ["all steps"]),
      " · ",
      make("b", {}, title),
      make("span.u-count", {}, ` · ${now + 1}/${ticks.length}`),
    );
    this.scrubber.show(tick, now, `step ${tick.t ?? "all"}, ${this.head.where.textContent}`);
    const earlier = ticks
      .slice(0, now)
      .filter((other) => other.kind !== "read" && other.t === tick.t && other.line === tick.line);
    this.equation.show(tick, earlier);
    this.board.show(tick, this.row ?? e);
    this.refresh();
    this.foot.back.disabled = now === 0;
    this.foot.next.disabled = now === ticks.length - 1;
    if (this.panels.isOpen("code")) this.equation.showSource(tick);
    this.remember();
  }

  /** What a tick is called in one or two words. */
  title({ kind, call, code, line, span, open, out }) {
    if (kind === "read") return "read";
    if (open) return `${words(call)}: ${this.recorded.nodes[out].op}`;
    if (kind === "sum") return "sum";
    if (call) return words(call);
    const tokens = this.recorded.program.lines[line]?.tokens.filter(
      ([from, to]) => from >= span[0] && to <= span[1],
    );
    const text = tokens
      ?.map(([, , part, isSymbol]) =>
        isSymbol ? (this.recorded.symbols[part]?.glyph ?? part) : part,
      )
      .join("");
    return text && text.length <= 16 ? text : code.split("(")[0].replace("np.", "");
  }

  /** After an edit: values change, nothing moves. */
  refresh() {
    const { recorded, tick } = this;
    this.graph.refresh();
    this.board.refresh();
    if (this.panels.isOpen("numbers")) this.allNumbers.refresh();
    if (this.panels.isOpen("text")) this.tell();
    const { e, unit } = this.followed(tick.out);
    this.say.replaceChildren(...sentence(recorded, this.captions, tick, e, unit));
    this.showArithmetic(e);
    const count = recorded.edits().length;
    this.foot.chip.replaceChildren(
      ...(count
        ? [make("u", {}, `✎ ${count} edit${count === 1 ? "" : "s"}`), ...this.effect()]
        : []),
    );
    this.foot.reset.classList.toggle("u-on", count > 0);
    put(this.root, "data-edits", count);
  }

  tell() {
    this.panels.panels.text.replaceChildren(
      ...transcript(this.recorded, this.captions, (i) => this.followed(i)),
    );
  }

  /** What the edits did to the total: L 6.811 → 6.781. */
  effect() {
    const { recorded } = this;
    const i = recorded.program.outputs.L;
    if (i === undefined) return [];
    const [then, now] = [recorded.replay.recorded(i)[0], recorded.values(i)[0]];
    return [
      make("br"),
      symbol(recorded, "L", null),
      ` ${short(then, this.digits)} → `,
      make("b", {}, short(now, this.digits)),
    ];
  }

  showArithmetic(e) {
    if (this.leaf) this.line.edit(this.leaf.i, this.leaf.e);
    else if (this.asked)
      this.line.show(this.ticks[this.when(this.asked.i)] ?? this.tick, this.asked.i, this.asked.e);
    else this.line.show(this.tick, this.tick.out, this.row ?? e);
  }

  // ---- moving -----------------------------------------------------------------------

  /** Move by hand: what plays, stops. */
  jump(move) {
    this.pause();
    move();
  }

  go(n, animate = true) {
    const next = Math.max(0, Math.min(this.ticks.length - 1, n));
    if (next === this.now) return;
    const focused = [this.board, this.line].some(({ element }) =>
      element.contains(document.activeElement),
    ); // what is rebuilt would take the focus with it
    this.now = next;
    this.leaf = this.asked = null;
    this.row = null;
    this.render();
    if (focused) this.root.focus({ preventScroll: true });
    if (animate) this.graph.pulse();
  }

  /** Go to the tick that computes a value, or that reads it. */
  goTo(i) {
    this.pause();
    const n = this.ticks.findLastIndex(
      (tick) => tick.nodes.includes(i) || (tick.kind === "read" && tick.out === i),
    );
    if (n >= 0) this.go(n);
    else if (this.recorded.leaves.has(i)) this.picked(i, 0, "click");
  }

  letter(direction) {
    const starts = this.ticks.flatMap((tick, n) =>
      n === 0 || tick.t !== this.ticks[n - 1].t ? [n] : [],
    );
    const next =
      direction > 0 ? starts.find((n) => n > this.now) : starts.findLast((n) => n < this.now);
    this.go(next ?? (direction > 0 ? this.ticks.length - 1 : 0));
  }

  play(on = !this.playing) {
    if (!on) return this.pause();
    if (this.now === this.ticks.length - 1) this.go(0, false);
    const beat = () => {
      const rows = ["product", "affine"].includes(this.tick.kind)
        ? this.recorded.values(this.tick.out).length
        : 0;
      if (rows && (this.row ?? -1) < rows - 1) {
        this.row = (this.row ?? -1) + 1;
        this.render();
        this.playing = setTimeout(beat, ROW / this.speed);
      } else if (this.now === this.ticks.length - 1) this.pause();
      else {
        this.row = null;
        this.go(this.now + 1);
        this.playing = setTimeout(beat, BEAT / this.speed);
      }
    };
    this.playing = setTimeout(beat, 200);
    this.foot.play.replaceChildren(icon("pause"));
    put(this.foot.play, "aria-label", "Pause");
  }

  pause() {
    clearTimeout(this.playing);
    if (!this.playing) return;
    this.playing = 0;
    this.foot.play.replaceChildren(icon("play"));
    put(this.foot.play, "aria-label", "Play");
    if (this.row !== null) {
      this.row = null;
      this.render();
    }
  }

  /** Open the call that the tick is about, or close the one it is in. */
  toggle(call = this.tick.call) {
    if (!call) return;
    const { t } = this.tick;
    if (!this.open.delete(call)) this.open.add(call);
    this.ticks = ticksOf(this.recorded.program, this.open);
    this.runs = null;
    this.now = Math.max(
      0,
      this.ticks.findIndex((tick) => tick.t === t && tick.call === call),
    );
    this.leaf = this.asked = null;
    this.scrubber.layout(this.ticks);
    this.render();
  }

  // ---- editing ----------------------------------------------------------------------

  picked(i, e, how, x) {
    this.pause();
    if (how === "drag") {
      this.leaf = { i, e };
      this.edit(i, e, x);
      return;
    }
    if (this.recorded.leaves.has(i)) {
      this.leaf = { i, e };
      this.asked = null;
      this.showArithmetic(0);
      this.line.focus();
      this.remember();
      return;
    }
    this.leaf = null;
    this.asked = { i, e };
    const axis = this.recorded.axes(i)[0];
    if (axis) this.entry[axis === "H" ? "H" : "K"] = e;
    if (i === this.tick.out) this.asked = null;
    this.render();
    // after a click the arrows go on stepping; from the keyboard they stay among the cells
    const next = how === "key" ? this.board.cellOf(i, e) : this.root;
    next?.focus({ preventScroll: true });
  }

  edit(i, e, x) {
    this.recorded.edit(i, e, x);
    this.settle();
  }

  spell(i, k) {
    this.recorded.spell(i, k);
    this.settle();
  }

  reset() {
    this.recorded.reset();
    if (this.leaf) this.line.refreshEditor(true);
    this.settle();
  }

  /** Show an edit at once, but let the sentence be read aloud only when it comes to rest. */
  settle() {
    put(this.say, "aria-busy", "true");
    clearTimeout(this.settling);
    this.settling = setTimeout(() => put(this.say, "aria-busy", "false"), 400);
    this.refresh();
    this.remember();
  }

  setDigits(digits) {
    this.digits = this.board.digits = this.allNumbers.digits = digits;
    this.decimals.value = String(digits);
    this.root.style.setProperty("--u-digits", String(digits));
  }

  precision(digits) {
    this.setDigits(digits);
    this.refresh();
    this.remember();
  }

  /** Keep the page's address up to date. */
  remember() {
    writeAddress(this.key, () => fieldsOf(this));
  }

  // ---- keyboard ---------------------------------------------------------------------

  keydown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (target.matches("input, select")) {
      if (key !== "Enter" && key !== "Escape") return;
      if (target.matches("select")) return;
      const wrong = target.getAttribute("aria-invalid") === "true";
      if (wrong && key === "Enter") return; // what is wrong is said beside it
      this.leaf = null;
      this.root.focus({ preventScroll: true });
      this.render();
      event.preventDefault();
      return;
    }
    const presenting = this.presenter.on;
    const slider = target.matches("[role=slider]");
    const act =
      {
        ArrowRight: () => (event.shiftKey ? this.letter(1) : this.go(this.now + 1)),
        ArrowUp: slider && (() => this.go(this.now + 1)),
        ArrowDown: slider && (() => this.go(this.now - 1)),
        ArrowLeft: () => (event.shiftKey ? this.letter(-1) : this.go(this.now - 1)),
        PageDown: presenting && (() => this.go(this.now + 1)),
        PageUp: presenting && (() => this.go(this.now - 1)),
        Home: () => this.go(0),
        End: () => this.go(this.ticks.length - 1),
        " ": !target.matches("button") && (() => this.play()),
        r: () => this.reset(),
        f: () => this.presenter.toggle(),
        c: () => this.panels.toggle("code"),
        p: () => this.panels.toggle("numbers"),
        t: () => this.panels.toggle("text"),
        o: () => this.toggle(),
        "?": () => this.panels.toggle("keys"),
        Escape: (presenting || this.leaf || this.asked) && (() => this.escape(presenting)),
      }[key] ??
      (/^[1-9]$/.test(key) && (() => this.follow(Number(key) - 1)));
    if (!act) return;
    event.preventDefault();
    if (key !== " ") this.pause();
    act();
  }

  escape(presenting) {
    if (this.leaf || this.asked) {
      this.leaf = this.asked = null;
      this.render();
    } else if (presenting) this.presenter.toggle(false);
  }

  follow(e) {
    const axis = this.recorded.axes(this.tick.out)[0];
    if (e >= this.recorded.values(this.tick.out).length) return;
    this.entry[axis === "H" ? "H" : "K"] = e;
    this.leaf = this.asked = null;
    this.render();
  }

  /** Another widget handed over numbers, such as weights: show them from the start. */
  received() {
    this.pause();
    this.now = 0;
    this.leaf = this.asked = this.row = null;
    this.render();
    this.root.scrollIntoView({ block: "center", behavior: still() ? "auto" : "smooth" });
    this.root.focus({ preventScroll: true });
  }
}

/** Put a Tape into `el`, and a new one when the kernel sends another program. */
function render({ model, el }) {
  let tape = null;
  const problem = make("p.unrolled.u-error", { role: "alert", hidden: true });
  const place = make("div");
  const complain = () => {
    problem.textContent = model.get("problem") ?? "";
    problem.hidden = !problem.textContent;
  };
  const start = () => {
    tape?.destroy();
    tape = null;
    place.replaceChildren();
    try {
      tape = new Tape(
        place,
        model.get("program"),
        model.get("captions"),
        model.get("key") || "tape",
      );
    } catch (error) {
      place.replaceChildren(
        make(
          "p.unrolled.u-error",
          { role: "alert", "data-widget": "tape", "data-error": error.message },
          `This Tape cannot be shown. ${error.message}`,
        ),
      );
      console.warn(error);
    }
  };
  el.append(problem, place);
  model.on("change:program", start);
  model.on("change:problem", complain);
  complain();
  start();
  return () => {
    model.off("change:program", start);
    model.off("change:problem", complain);
    tape?.destroy();
  };
}

export default { render };
