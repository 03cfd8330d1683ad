// Sizes as readers type them: what is wrong is said, and changes nothing.

import { make, put } from "../kit/dom.js";
import { grouped } from "../kit/numbers.js";
import { read, seen } from "../kit/reading.js";

/** @typedef {{min: number, max: number}} Bounds */

/**
 * A whole number within its bounds, or NaN.  Sizes have no decimals, so 10,000 are thousands.
 *
 * @param {string} text
 * @param {Bounds} bounds
 */
export const parseSize = (text, { min, max }) =>
  read(text).values.findLast((x) => Number.isInteger(x) && x >= min && x <= max) ?? NaN;

export class Fields {
  /**
   * @param {Record<string, string>} labels  of each size, by name
   * @param {(name: string) => Bounds} boundsOf
   * @param {(changes: Record<string, number>) => void} change
   */
  constructor(labels, boundsOf, change) {
    this.boundsOf = boundsOf;
    this.change = change;
    this.complaint = make("p.u-problem", { role: "alert" });
    this.inputs = Object.keys(labels).map((name) =>
      make("input.u-field", {
        type: "text",
        inputmode: "numeric",
        autocomplete: "off",
        "data-name": name,
        input: () => this.retype(name),
        change: () => this.settle(),
      }),
    );
    const label = (input) => make("label.u-quantity", {}, labels[input.dataset.name], input);
    this.element = make("div.u-row", {}, this.inputs.map(label));
  }

  retype(name) {
    const input = this.inputs.find(({ dataset }) => dataset.name === name);
    const { min, max } = this.boundsOf(name);
    const value = parseSize(input.value, { min, max });
    const isWrong = Number.isNaN(value);
    put(input, "aria-invalid", isWrong);
    this.complaint.textContent = isWrong
      ? `${name} must be a whole number from ${grouped(min)} to ${grouped(max)}; “${seen(input.value)}” is not.`
      : "";
    if (!isWrong) this.change({ [name]: value });
  }

  /** Spell every size as the widget does, once all are right. */
  settle() {
    if (this.complaint.textContent) return;
    for (const input of this.inputs) input.value = grouped(this.values[input.dataset.name]);
  }

  /** Write the sizes into the fields, but not over what is being typed. @param {Record<string, number>} values */
  show(values) {
    this.values = values;
    for (const input of this.inputs) {
      const value = values[input.dataset.name];
      put(input, "data-value", value);
      if (input.getAttribute("aria-invalid") === "true" || this.isTyped(input, value)) continue;
      input.value = grouped(value);
    }
  }

  /** Whether a field says this number already in the reader's spelling, while it is being typed. */
  isTyped(input, value) {
    const says = parseSize(input.value, this.boundsOf(input.dataset.name)) === value;
    return says && input === document.activeElement;
  }

  /** Nothing is wrong any more. */
  clear() {
    this.complaint.textContent = "";
    for (const input of this.inputs) put(input, "aria-invalid", false);
  }
}
