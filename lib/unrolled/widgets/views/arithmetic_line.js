// The line below the numbers: the arithmetic of one entry, or the editor of one leaf.

import { spelled, taken } from "../engine/arithmetic.js";
import { able, make, put, write } from "../kit/dom.js";
import { long } from "../kit/numbers.js";
import { seen, typed } from "../kit/reading.js";
import { JOINED, nameOf, spokenName, words } from "./typeset.js";

export class ArithmeticLine {
  /**
   * @param {import("../engine/recorded.js").Recorded} recorded
   * @param {{edit: (i: number, e: number, x: number) => void, spell: (i: number, k: number) => void,
   *   toggle?: () => void, hides?: (i: number, e: number) => boolean}} actions  `hides` says
   *   which numbers the reader is to find out
   */
  constructor(recorded, actions) {
    this.recorded = recorded;
    this.actions = actions;
    this.digits = 6;
    this.hides = actions.hides ?? (() => false);
    this.label = make("div.u-label");
    this.body = make("div.u-sum");
    this.element = make(
      "div.u-entry.u-scrolls",
      { tabindex: 0, role: "group", "aria-label": "Arithmetic" }, // where it scrolls, keys do it
      this.label,
      this.body,
    );
  }

  /**
   * Spell out one entry.
   *
   * @param {import("../engine/ticks.js").Tick} tick  the tick that computes it
   * @param {number} i
   * @param {number} e
   */
  show(tick, i, e) {
    this.editing = null;
    const { recorded, digits } = this;
    put(this.element, "data-name", recorded.nodes[i].name ?? "");
    if (tick.kind === "read") {
      this.label.replaceChildren("How to read it");
      this.body.replaceChildren(
        "Click a dotted number to change it, a result to see how it came about.",
      );
      return;
    }
    const inside = this.inside(tick, i);
    const result = recorded.values(i)[e];
    this.label.replaceChildren(...this.heading(tick, i, e));
    const unit = recorded.symbols[recorded.nodes[i].name]?.role === "loss" ? " nats" : "";
    this.body.replaceChildren(
      ...(this.taken(i, e) ?? written(spelled(recorded, i, e, inside), digits, this.hides)),
      op("="),
      this.hides(i, e)
        ? box()
        : make("b.u-result", { "data-value": String(result) }, long(result, digits)),
      unit,
    );
  }

  /** Where vectors stand side by side: the part and its entry that is found again there. */
  taken(i, e) {
    const { nodes } = this.recorded;
    const { op, shape } = nodes[i];
    if (op !== "concatenate" || shape.length !== 1) return null;
    const { part, entry } = taken(nodes, i, e);
    return [make("span", {}, `entry ${entry + 1} of `, ...nameOf(this.recorded, part))];
  }

  /** Operations to spell out: those of the tick, but a call inside a call is one number. */
  inside(tick, i) {
    const { nodes } = this.recorded;
    const own = tick.nodes.filter((j) => j <= i);
    if (tick.kind !== "call") return new Set(own);
    const group = nodes[i].group;
    return new Set(own.filter((j) => nodes[j].group === group));
  }

  heading(tick, i, e) {
    const { recorded } = this;
    const place = recorded.nodes[i].shape.length ? recorded.placeOf(i, e) : "";
    const what = tick.open
      ? recorded.nodes[i].op
      : ({
          product: this.rows(tick, e),
          affine: `${this.rows(tick, e)}, and what is added`,
          sum: tick.nodes.every((j) => recorded.nodes[j].op === "subtract") ? "difference" : "sum",
          entrywise: recorded.slopeIn(tick) === undefined ? "entry by entry" : "slope × error",
          share: "the sum so far, and this step’s share",
          map: recorded.nodes[i].op,
          call: tick.call ? words(tick.call) : "",
        }[tick.kind] ?? (recorded.nodes[i].op === "concatenate" ? JOINED : words(tick.code || "")));
    const text = make("span", {}, [what, place].filter(Boolean).join(": "));
    if (!tick.call || !this.actions.toggle) return [text];
    return [
      text,
      make(
        "button.u-mini",
        { type: "button", click: this.actions.toggle, "aria-keyshortcuts": "o" },
        `${tick.open ? "close" : "open"} ${words(tick.call)} (o)`,
      ),
    ];
  }

  /** Which row a product takes; that of a transpose is a column of what was transposed. */
  rows(tick, e) {
    const { nodes } = this.recorded;
    const product = tick.nodes.find((i) => nodes[i].op === "matmul");
    const matrix = nodes[product]?.in[0];
    if (nodes[matrix]?.op !== "transpose") return `row ${e + 1} × column`;
    return `column ${e + 1} of ${spokenName(this.recorded, nodes[matrix].in[0])} × error`;
  }

  /** Edit one entry of a leaf. */
  edit(i, e) {
    const { recorded } = this;
    if (this.editing?.i === i && this.editing.e === e) {
      this.refreshEditor();
      return;
    }
    this.editing = { i, e };
    put(this.element, "data-name", recorded.nodes[i].name);
    if (recorded.spelled(i)) this.letters(i);
    else this.number(i, e);
    this.refreshEditor();
  }

  letters(i) {
    const { recorded, actions } = this;
    const { role, t } = recorded.leaves.get(i);
    this.label.replaceChildren(
      make("span", {}, `Change the ${role === "input" ? "input" : "target"} letter of step ${t}`),
    );
    this.buttons = recorded
      .labelsOf(i, 0)
      .map((letter, k) =>
        make(
          "button.u-button.u-choice",
          { type: "button", click: () => actions.spell(i, k) },
          letter,
        ),
      );
    this.field = null;
    this.body.replaceChildren(
      make("div.u-editor", { role: "group", "aria-label": "letter" }, this.buttons),
    );
  }

  number(i, e) {
    const { recorded } = this;
    const leaf = recorded.leaves.get(i);
    const was = recorded.replay.recorded(i)[e];
    const { shape } = recorded.nodes[i];
    const place =
      shape.length === 2 ? `${Math.floor(e / shape[1]) + 1}, ${(e % shape[1]) + 1}` : `${e + 1}`;
    this.label.replaceChildren(
      make("span", {}, "Edit ", ...nameOf(recorded, i), ` (${place}) · before: ${long(was)}`),
      (this.problem = make("span.u-problem", { role: "alert" })),
    );
    const name = `${spokenName(recorded, i)}, entry ${place}`;
    this.buttons = null;
    this.field = this.typing(name);
    this.slider = this.sliding(`drag ${name}`, leaf);
    this.undo = this.undoing(i, e, was);
    this.body.replaceChildren(make("div.u-editor", {}, this.field, this.slider, this.undo));
  }

  typing(name) {
    const field = make("input.u-field", {
      type: "text",
      inputmode: "decimal",
      "aria-label": name,
      autocomplete: "off",
      input: () => this.take(typed(field.value)),
    });
    return field;
  }

  sliding(name, { min, max, step }) {
    const slider = make("input.u-slider", {
      ...{ type: "range", min, max, step },
      "aria-label": name,
      input: () => {
        this.field.value = slider.value;
        this.take(Number(slider.value));
      },
    });
    return slider;
  }

  /** The button that takes an edit back. */
  undoing(i, e, was) {
    const click = () => {
      this.actions.edit(i, e, was);
      this.refreshEditor(true);
    };
    return make("button.u-button.u-choice", { type: "button", click }, "undo");
  }

  /** Take over what was typed, or say why not. */
  take(x) {
    const wrong = !Number.isFinite(x);
    put(this.field, "aria-invalid", wrong);
    write(
      this.problem,
      wrong ? `“${seen(this.field.value)}” is not a number; 0.5 would be one` : "",
    );
    if (!wrong) this.actions.edit(this.editing.i, this.editing.e, x);
  }

  /** Follow changes made elsewhere; what is being typed is left alone. */
  refreshEditor(force = false) {
    const { recorded } = this;
    const { i, e } = this.editing;
    if (this.buttons) {
      this.buttons.forEach((button, k) => put(button, "aria-pressed", recorded.hot(i) === k));
      return;
    }
    const x = recorded.values(i)[e];
    if (force || document.activeElement !== this.field) this.field.value = String(x);
    if (document.activeElement !== this.slider) this.slider.value = String(x);
    able(this.undo, recorded.edited(i, e));
  }

  focus() {
    const first =
      this.field ??
      this.buttons?.find((button) => button.getAttribute("aria-pressed") === "true") ??
      this.buttons?.[0];
    first?.focus({ preventScroll: true });
    this.field?.select();
  }
}

const op = (text) => make("span.u-op", {}, text);
const box = () => make("span.u-box", { role: "img", "aria-label": "blank" });

/** Numbers and signs as elements; a line may break after a sign only. */
function written(parts, digits, hides) {
  return parts.flatMap((part) => {
    if ("raise" in part) return [make("sup", {}, written(part.raise, 3, hides))];
    if ("sign" in part) {
      const bare = /[(),e]$/.test(part.sign);
      return bare ? [make("span.u-tight", {}, part.sign)] : [op(part.sign), make("wbr")];
    }
    if (part.of && hides(...part.of)) return [box()];
    const text = long(part.number, digits);
    const shown = part.number < 0 ? `(${text})` : text;
    return [make(`span.u-number.u-${part.role}`, {}, shown)];
  });
}
