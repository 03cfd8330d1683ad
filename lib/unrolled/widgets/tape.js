// The Tape: step through a recorded program, tick by tick, with every number editable.

import { ArithmeticLine } from "./arithmetic_line.js";
import { Board, words } from "./board.js";
import { make, put, write } from "./dom.js";
import { Equation } from "./equation.js";
import { Graph } from "./graph.js";
import { icon } from "./icons.js";
import { addressWith, freeKey, stateInAddress, writeAddress } from "./link.js";
import { short } from "./numbers.js";
import { Recorded } from "./recorded.js";
import { sentence } from "./say.js";
import { Scrubber } from "./scrubber.js";
import { ticksOf } from "./ticks.js";
import { transcript } from "./transcript.js";
import { symbol } from "./typeset.js";

const SPEEDS = { 0.5: "half speed", 1: "normal speed", 2: "double speed" };
const BEAT = 1300; // milliseconds for a tick, and for a row of a product
const ROW = 520;
const USUAL_ROOM = 435; // for the graph, in sixteenths of an em
const PARTS = ["sentence", "graph", "equation", "code", "numbers", "arithmetic", "controls"];

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
    this.open = new Set();
    this.ticks = ticksOf(program, this.open);
    if (!this.ticks.length) throw new Error("This program has no steps to show.");
    this.now = 0;
    this.entry = { H: 0, K: 0 };
    this.asked = null; // a value whose arithmetic was asked for: { i, e }
    this.leaf = null; // a leaf that is being edited: { i, e }
    this.speed = 1;
    this.digits = 3;
    this.playing = 0;
    this.build(place);
    this.restore();
    this.resized = new ResizeObserver(() => this.layout());
    this.resized.observe(this.root);
    this.layout();
    this.render();
    put(this.root, "data-ready", "true");
  }

  destroy() {
    this.pause();
    this.resized.disconnect();
    document.removeEventListener("fullscreenchange", this.leftFullScreen);
    this.root.remove();
  }

  // ---- building, once ---------------------------------------------------------------

  build(place) {
    const { recorded } = this;
    this.graph = new Graph(recorded, (i) => this.goTo(i), this.key);
    this.scrubber = new Scrubber((n) => {
      this.pause();
      this.go(n, false);
    }, this.graph);
    this.equation = new Equation(recorded);
    this.board = new Board(recorded, (i, e, how, x) => this.picked(i, e, how, x));
    this.line = new ArithmeticLine(recorded, {
      edit: (i, e, x) => this.edit(i, e, x),
      spell: (i, k) => this.spell(i, k),
      toggle: () => this.toggle(),
    });
    this.say = make("p.u-say", { "aria-live": "polite", "data-part": "sentence" });
    const frame = make(
      "div.u-frame",
      {},
      this.head(),
      this.say,
      make("div.u-graph", { "data-part": "graph" }, this.graph.element, this.scrubber.element),
      this.equation.element,
      make(
        "div.u-numbers",
        {},
        this.part("numbers", this.board.element),
        this.part("arithmetic", this.line.element),
      ),
      this.controls(),
      ...this.drawers(),
    );
    this.root = make(
      "section.unrolled.u-tape",
      {
        "data-widget": "tape",
        "data-key": this.key,
        tabindex: 0,
        role: "group",
        "aria-label":
          `Tape: step through ${recorded.read(recorded.steps) || "the program"}. ` +
          "Arrow keys go on and back, the question mark shows all keys.",
        keydown: (event) => this.keydown(event),
        focusin: (event) => put(event.target, "data-lm-suppress-shortcuts", "true"),
      },
      frame,
    ); // JupyterLab's keys wait
    this.leftFullScreen = () => {
      if (!document.fullscreenElement) this.present(false);
    };
    document.addEventListener("fullscreenchange", this.leftFullScreen);
    place.append(this.root);
  }

  part(name, element) {
    put(element, "data-part", name);
    return element;
  }

  head() {
    const button = (name, label, keys, act) =>
      make(
        "button.u-icon",
        {
          type: "button",
          title: `${label} (${keys})`,
          "aria-label": label,
          "aria-keyshortcuts": keys,
          click: act,
        },
        icon(name),
      );
    this.badge = make("span.u-badge", {}, "forward →");
    this.where = make("span.u-where");
    this.buttons = {
      code: button("code", "The library’s code", "c", () => this.drawer("code")),
      numbers: button("grid", "All numbers", "p", () => this.drawer("numbers")),
      text: button("text", "Transcript", "t", () => this.drawer("text")),
      full: button("full", "Full screen", "f", () => this.present()),
      keys: button("help", "Keys and more", "?", () => this.drawer("keys")),
    };
    return make(
      "header.u-top",
      {},
      this.badge,
      this.where,
      make("span.u-grow"),
      Object.values(this.buttons),
    );
  }

  controls() {
    const button = (classes, label, keys, act, ...content) =>
      make(
        `button.u-button${classes}`,
        { type: "button", title: `${label} (${keys})`, "aria-label": label, click: act },
        content,
      );
    const jump = (step) => {
      this.pause();
      step();
    };
    this.back = button(".u-back", "Back", "←", () => jump(() => this.go(this.now - 1)), "‹ Back");
    this.next = button(".u-next", "Next", "→", () => jump(() => this.go(this.now + 1)), "Next ›");
    this.player = button(".u-more", "Play", "Space", () => this.play(), icon("play"));
    this.pace = make(
      "select.u-select.u-more",
      {
        "aria-label": "Speed",
        change: () => {
          this.speed = Number(this.pace.value);
        },
      },
      Object.entries(SPEEDS).map(([value, label]) =>
        make("option", { value, "aria-label": label }, `${value}×`),
      ),
    );
    this.pace.value = "1";
    this.chip = make("span.u-chip-text", { role: "status" });
    this.resetter = button(
      ".u-reset",
      "Reset to the recorded numbers",
      "r",
      () => this.reset(),
      "Reset",
    );
    return make(
      "div.u-controls",
      { role: "toolbar", "aria-label": "Steps", "data-part": "controls" },
      button(".u-more", "Start", "Home", () => jump(() => this.go(0)), icon("start")),
      button(".u-more", "One letter back", "Shift ←", () => jump(() => this.letter(-1)), "«"),
      this.back,
      this.next,
      button(".u-more", "One letter on", "Shift →", () => jump(() => this.letter(1)), "»"),
      button(
        ".u-more",
        "End",
        "End",
        () => jump(() => this.go(this.ticks.length - 1)),
        icon("end"),
      ),
      this.player,
      this.pace,
      make("span.u-grow"),
      this.chip,
      this.resetter,
    );
  }

  drawers() {
    const all = (node) => this.picked(...node);
    this.allNumbers = new Board(this.recorded, (...args) => all(args));
    this.panels = {
      code: make(
        "div.u-drawer",
        { hidden: true },
        make("p.u-title", {}, "The library, as it ran"),
        this.equation.source,
      ),
      numbers: make("div.u-drawer", { hidden: true }, this.numbersHead(), this.allNumbers.element),
      text: make("div.u-drawer", {
        hidden: true,
        tabindex: 0,
        role: "region",
        "aria-label": "Transcript",
      }),
      keys: make("div.u-drawer", { hidden: true }, this.help()),
    };
    this.allNumbers.element.classList.add("u-all");
    return Object.values(this.panels);
  }

  numbersHead() {
    this.decimals = make(
      "select.u-select",
      { "aria-label": "Decimals", change: () => this.precision(Number(this.decimals.value)) },
      [1, 2, 3, 4, 5, 6].map((n) => make("option", { value: n }, n)),
    );
    this.decimals.value = "3";
    return make(
      "p.u-title",
      {},
      "Every number you can change: click it and type, or drag it sideways. Decimals shown: ",
      this.decimals,
    );
  }

  help() {
    const keys = [
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
    const more = ["code", "numbers", "text"].map((name) =>
      make(
        "button.u-button",
        { type: "button", click: () => this.drawer(name) },
        this.buttons[name].getAttribute("aria-label"),
      ),
    );
    more.push(
      make("button.u-button", { type: "button", click: () => this.present() }, "Full screen"),
    );
    this.copied = make("span", { role: "status" });
    return [
      make("div.u-also", {}, more),
      make("p.u-title", {}, "Keys, while the widget has the focus"),
      make(
        "div.u-keys",
        {},
        keys.map(([key, what]) => make("span", {}, make("kbd", {}, key), ` ${what}`)),
      ),
      make(
        "p",
        {},
        make(
          "button.u-button",
          { type: "button", click: () => this.copyLink() },
          "Copy a link to exactly this",
        ),
        " ",
        this.copied,
      ),
    ];
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
    this.where.replaceChildren(
      ...(tick.t
        ? ["step ", make("b", {}, tick.t), ` of ${recorded.steps}: `, make("b", {}, letter)]
        : ["all steps"]),
      " · ",
      make("b", {}, title),
      make("span.u-count", {}, ` · ${now + 1}/${ticks.length}`),
    );
    this.scrubber.show(tick, now, `step ${tick.t ?? "all"}, ${this.where.textContent}`);
    const earlier = ticks
      .slice(0, now)
      .filter((other) => other.kind !== "read" && other.t === tick.t && other.line === tick.line);
    this.equation.show(tick, earlier);
    this.board.show(tick, this.row ?? e);
    this.refresh();
    this.back.disabled = now === 0;
    this.next.disabled = now === ticks.length - 1;
    if (!this.panels.code.hidden) this.equation.showSource(tick);
    writeAddress(this.key, () => this.address());
  }

  /** What a tick is called in one or two words. */
  title({ kind, call, code, line, span }) {
    if (kind === "read") return "read";
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
    if (!this.panels.numbers.hidden) this.allNumbers.refresh();
    if (!this.panels.text.hidden) this.tell();
    const { e, unit } = this.followed(tick.out);
    this.say.replaceChildren(...sentence(recorded, this.captions, tick, e, unit));
    this.showArithmetic(e);
    const count = recorded.edits().length;
    this.chip.replaceChildren(
      ...(count
        ? [make("u", {}, `✎ ${count} edit${count === 1 ? "" : "s"}`), ...this.effect()]
        : []),
    );
    this.resetter.classList.toggle("u-on", count > 0);
    put(this.root, "data-edits", count);
  }

  tell() {
    this.panels.text.replaceChildren(
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

  go(n, animate = true) {
    const next = Math.max(0, Math.min(this.ticks.length - 1, n));
    if (next === this.now) return;
    const focused =
      this.root.contains(document.activeElement) &&
      this.board.element.contains(document.activeElement);
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
    this.player.replaceChildren(icon("pause"));
    put(this.player, "aria-label", "Pause");
  }

  pause() {
    clearTimeout(this.playing);
    if (!this.playing) return;
    this.playing = 0;
    this.player.replaceChildren(icon("play"));
    put(this.player, "aria-label", "Play");
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
      writeAddress(this.key, () => this.address());
      return;
    }
    this.leaf = null;
    this.asked = { i, e };
    const axis = this.recorded.axes(i)[0];
    if (axis) this.entry[axis === "H" ? "H" : "K"] = e;
    if (i === this.tick.out) this.asked = null;
    const focused = this.board.element.contains(document.activeElement);
    this.render();
    if (focused) this.board.cellOf(i, e)?.focus({ preventScroll: true });
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
    writeAddress(this.key, () => this.address());
  }

  precision(digits) {
    this.digits = this.board.digits = this.allNumbers.digits = digits;
    this.decimals.value = String(digits);
    this.root.style.setProperty("--u-digits", digits);
    this.refresh();
    this.allNumbers.refresh();
    writeAddress(this.key, () => this.address());
  }

  // ---- panels and presenter ---------------------------------------------------------

  drawer(name) {
    const opens = this.panels[name].hidden;
    for (const [other, panel] of Object.entries(this.panels)) {
      panel.hidden = other !== name || !opens;
      put(this.buttons[other], "aria-expanded", !panel.hidden);
    }
    if (!opens) return;
    if (name === "code") this.equation.showSource(this.tick);
    if (name === "numbers") this.allNumbers.showAll([...this.recorded.leaves.keys()]);
    if (name === "text") this.tell();
    this.panels[name].scrollIntoView({ block: "nearest" });
  }

  present(on = !this.root.classList.contains("u-present")) {
    this.root.classList.toggle("u-present", on);
    document.documentElement.classList.toggle("u-presenting", on);
    if (on)
      this.root.requestFullscreen?.().catch(() => {}); // without it, the window will do
    else if (document.fullscreenElement === this.root) document.exitFullscreen();
    this.root.focus({ preventScroll: true });
    this.layout();
    writeAddress(this.key, () => this.address());
  }

  async copyLink() {
    const link = new URL(addressWith(this.key, this.address()), location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      write(this.copied, "Copied.");
    } catch {
      write(this.copied, link);
    }
  }

  // ---- keyboard ---------------------------------------------------------------------

  keydown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (target.matches("input, select")) {
      if (key !== "Enter" && key !== "Escape") return;
      if (target.matches("select")) return;
      this.leaf = null;
      this.root.focus({ preventScroll: true });
      this.render();
      event.preventDefault();
      return;
    }
    const presenting = this.root.classList.contains("u-present");
    const act =
      {
        ArrowRight: () => (event.shiftKey ? this.letter(1) : this.go(this.now + 1)),
        ArrowLeft: () => (event.shiftKey ? this.letter(-1) : this.go(this.now - 1)),
        PageDown: presenting && (() => this.go(this.now + 1)),
        PageUp: presenting && (() => this.go(this.now - 1)),
        Home: () => this.go(0),
        End: () => this.go(this.ticks.length - 1),
        " ": !target.matches("button") && (() => this.play()),
        r: () => this.reset(),
        f: () => this.present(),
        c: () => this.drawer("code"),
        p: () => this.drawer("numbers"),
        t: () => this.drawer("text"),
        o: () => this.toggle(),
        "?": () => this.drawer("keys"),
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
    } else if (presenting) this.present(false);
  }

  follow(e) {
    const axis = this.recorded.axes(this.tick.out)[0];
    if (e >= this.recorded.values(this.tick.out).length) return;
    this.entry[axis === "H" ? "H" : "K"] = e;
    this.leaf = this.asked = null;
    this.render();
  }

  // ---- the page's address -------------------------------------------------------------

  /** Only what differs from the default. */
  address() {
    const { recorded } = this;
    const named = ({ name, t }) => (t === undefined ? name : `${name}${t}`);
    const set = recorded
      .edits()
      .map(({ leaf, index, value, letter }) =>
        letter === undefined ? `${named(leaf)}:${index}:${value}` : `${named(leaf)}:${index}`,
      )
      .join(",");
    const place =
      this.asked && this.recorded.nodes[this.asked.i].name
        ? `${named(recorded.nodes[this.asked.i])}:${this.asked.e}`
        : this.leaf
          ? `${named(recorded.leaves.get(this.leaf.i))}:${this.leaf.e}`
          : "";
    return {
      tick: this.now ? String(this.now) : "",
      set,
      entry: place,
      unit: this.entry.H ? String(this.entry.H + 1) : "",
      letter: this.entry.K ? String(this.entry.K + 1) : "",
      open: [...this.open].map((fn) => fn.split(".").at(-1)).join(","),
      digits: this.digits === 3 ? "" : String(this.digits),
      present: this.root.classList.contains("u-present") ? "1" : "",
      hide: this.hidden ?? "",
    };
  }

  /** Open the state that the address asks for; what does not fit is left out. */
  restore() {
    const { recorded } = this;
    const asked = stateInAddress(this.key);
    const node = (text) => {
      const [, name, t] = /^(.*?)(\d+)?$/.exec(text) ?? [];
      return [...recorded.nodes.keys()].find(
        (i) => recorded.nodes[i].name === name && String(recorded.nodes[i].t ?? "") === (t ?? ""),
      );
    };
    for (const one of (asked.set ?? "").split(",").filter(Boolean)) {
      const [name, index, value] = one.split(":");
      const [i, e] = [node(name), Number(index)];
      if (!recorded.leaves.has(i) || !(e >= 0 && e < recorded.values(i).length)) continue;
      if (value === undefined && recorded.spelled(i)) recorded.spell(i, e);
      else if (value?.trim() && Number.isFinite(Number(value))) recorded.edit(i, e, Number(value));
    }
    const calls = new Set(recorded.program.groups.map((group) => group.fn));
    for (const name of (asked.open ?? "").split(",").filter(Boolean)) {
      const fn = [...calls].find((call) => call.split(".").at(-1) === name);
      if (fn) this.open.add(fn);
    }
    if (this.open.size) this.ticks = ticksOf(recorded.program, this.open);
    const whole = (text, low, high) =>
      /^\d+$/.test(text ?? "") ? Math.max(low, Math.min(high, Number(text))) : low;
    this.now = whole(asked.tick, 0, this.ticks.length - 1);
    this.entry = { H: whole(asked.unit, 1, 999) - 1, K: whole(asked.letter, 1, 999) - 1 };
    if (asked.digits) this.precisionFromLink = whole(asked.digits, 1, 6);
    if (this.precisionFromLink) {
      this.digits = this.board.digits = this.allNumbers.digits = this.precisionFromLink;
      this.decimals.value = String(this.digits);
      this.root.style.setProperty("--u-digits", this.digits);
    }
    const [name, index] = (asked.entry ?? "").split(":");
    const [i, e] = [name ? node(name) : undefined, Number(index)];
    if (i !== undefined && e >= 0 && e < recorded.values(i).length) {
      if (recorded.leaves.has(i)) this.leaf = { i, e };
      else this.asked = { i, e };
    }
    this.hidden = (asked.hide ?? "")
      .split(",")
      .filter((part) => PARTS.includes(part))
      .join(",");
    for (const part of this.hidden.split(",").filter(Boolean)) {
      this.root.querySelector(`[data-part="${part}"]`)?.classList.add("u-hidden");
    }
    if (asked.present === "1") {
      this.root.classList.add("u-present");
      document.documentElement.classList.add("u-presenting");
    }
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
