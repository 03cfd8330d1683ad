// The equation of a tick with its lit terms, and the line of the library that it is.

import { make, put } from "../kit/dom.js";
import { nameOf, sign, stepIn, symbol } from "./typeset.js";

const LONG = 36; // letters that fit into a line of any widget

export class Equation {
  /** @param {import("../engine/recorded.js").Recorded} recorded */
  constructor(recorded) {
    this.recorded = recorded;
    this.formula = make("span.u-formula");
    this.tag = make("span.u-tag");
    this.place = make("span.u-place");
    this.code = make("code.u-code");
    this.line = make(
      "div.u-codeline.u-scrolls",
      { "data-part": "code", tabindex: 0, role: "group", "aria-label": "Line of the library" },
      this.place,
      this.code,
    );
    this.element = make(
      "div.u-equation",
      {},
      make(
        "div.u-eq.u-scrolls",
        { "data-part": "equation", tabindex: 0, role: "group", "aria-label": "Equation" },
        this.formula,
        this.tag,
      ),
      this.line,
    );
    this.source = make("pre.u-source", {
      tabindex: 0,
      role: "region",
      "aria-label": "Source of the function",
    });
  }

  /**
   * @param {import("../engine/ticks.js").Tick} tick
   * @param {import("../engine/ticks.js").Tick[]} earlier  ticks of the same line that have run before
   */
  show(tick, earlier) {
    this.showLine(tick);
    this.showFormula(tick, earlier);
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => {
      inView(this.formula.parentElement, ".u-lit"); // once all is laid out anyway
      inView(this.line, "mark");
    });
  }

  showFormula(tick, earlier) {
    for (const part of [this.element, this.source])
      part.style.setProperty("--u-c", `var(--u-${this.recorded.role(tick.out)})`);
    if (tick.total) {
      this.showShare(tick);
      return;
    }
    const { program } = this.recorded;
    const line = program.lines[tick.line];
    const [from, to] = tick.span;
    const within = (/** @type {any[]} */ [a, b], /** @type {any[]} */ [c, d]) => a >= c && b <= d;
    const done = earlier.map((other) => other.span);
    const lit = (token) => within(token, [from, to]) && !done.some((span) => within(token, span));
    const target = line?.target ?? [];
    const ends =
      line && tick.kind !== "read" && line.tokens.every((token) => within(token, [from, to]));
    this.formula.replaceChildren(
      ...this.terms(target, tick, () => Boolean(ends), []), // what it is called now: of this step
      ...(target.length ? [make("span.u-equals", {}, "=")] : []),
      ...this.terms(line?.tokens ?? [], tick, lit),
    );
    this.tag.textContent =
      tick.eq && program.equations[tick.eq] === tick.line ? `(${tick.eq})` : "";
  }

  /** A share is added to the sum so far: dU ← dU + δ h⊤. */
  showShare({ out, eq }) {
    const { recorded } = this;
    const term = (i) => {
      const element = make("span.u-term.u-lit", {}, nameOf(recorded, i));
      element.style.setProperty("--u-c", "var(--u-gradient)");
      return element;
    };
    const sum = () => make("span.u-term", {}, nameOf(recorded, out));
    const between = (text) => make("span.u-equals", {}, text);
    const share = recorded.nodes[out].in[1];
    this.formula.replaceChildren(term(out), between("←"), sum(), between("+"), term(share));
    this.tag.textContent = eq ? `(${eq})` : "";
  }

  terms(tokens, tick, lit, nodes = tick.nodes) {
    const { recorded } = this;
    return tokens.map((token) => {
      const [, , written, isSymbol] = token;
      const text = isSymbol ? recorded.own(written, tick.cell) : written;
      const role = isSymbol ? recorded.symbols[text]?.role : null;
      const term = make(
        `span.u-term${lit(token) ? ".u-lit" : ""}`,
        {},
        isSymbol
          ? symbol(recorded, text, stepIn(recorded, nodes, text, tick.t), false)
          : sign(text),
      );
      if (lit(token))
        term.style.setProperty("--u-c", `var(--u-${role ?? recorded.role(tick.out)})`);
      return term;
    });
  }

  showLine(tick) {
    const [fn, number] = tick.line.split(":");
    const source = this.recorded.program.sources[fn];
    const text = source?.text.split("\n")[number - source.line] ?? "";
    const indent = text.length - text.trimStart().length;
    const end = text.replace(/\s+#[^#]*$/, "").length;
    this.place.textContent = `${fn
      .replace(/\.<locals>.*/, "")
      .split(".")
      .at(-1)}:${number}`;
    put(this.place, "title", `${fn}, line ${number}`);
    this.code.replaceChildren(
      ...marked(
        text.slice(indent, end),
        tick.span.map((column) => column - indent),
      ),
    );
  }

  /** The whole function, with the line that runs. */
  showSource(tick) {
    const [fn, number] = tick.line.split(":");
    const source = this.recorded.program.sources[fn];
    if (!source) return;
    const lines = source.text.replace(/\n$/, "").split("\n");
    this.source.replaceChildren(
      ...lines.flatMap((text, n) => {
        const here = source.line + n === Number(number);
        return [
          make(`span${here ? ".u-here" : ""}`, {}, here ? marked(text, tick.span) : text),
          "\n",
        ];
      }),
    );
    const here = this.source.querySelector(".u-here");
    for (const box of [this.source, this.source.closest(".u-drawer")]) amid(box, here);
  }
}

/** Scroll a box, and nothing around it, so that a part of it can be seen. */
function amid(box, part) {
  if (!box || !part) return;
  const [room, own] = [box, part].map((one) => one.getBoundingClientRect());
  const seen = own.top >= room.top && own.bottom <= room.bottom;
  if (!seen) box.scrollTop += (own.top + own.bottom - room.top - room.bottom) / 2;
}

/** Scroll a long line so that what is lit can be seen; a short one costs nothing. */
function inView(line, what) {
  const length = line.textContent.length;
  if (length < LONG) {
    if (line.scrollLeft) line.scrollLeft = 0;
    return;
  }
  const lit = [...line.querySelectorAll(what)].at(-1);
  const end = lit ? lit.offsetLeft - line.offsetLeft + lit.offsetWidth : 0;
  line.scrollLeft = Math.max(0, end + 52 - line.clientWidth);
}

const marked = (text, [from, to]) => [
  text.slice(0, from),
  make("mark", {}, text.slice(from, to)),
  text.slice(to),
];
