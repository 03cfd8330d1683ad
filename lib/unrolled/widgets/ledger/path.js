// The path of one term of the ledger: from a loss back to a use, through the Jacobians.

import { make, put } from "../kit/dom.js";
import { long, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { tint } from "../kit/tint.js";

export class Path {
  /**
   * @param {import("../engine/named.js").Named} named  with reach (T, T, S) and jacobian (T, S, S)
   * @param {string[]} word
   */
  constructor(named, word) {
    this.named = named;
    this.T = word.length - 1;
    this.S = named.shape("reach")[2];
    this.element = make("div.u-path", {
      "data-part": "path",
      "data-scrolls": "",
      tabindex: 0,
      role: "region",
      "aria-label": "The path of this term",
    });
  }

  /** The gradient of the loss at t in the state at k. */
  reach(t, k) {
    const from = (t * this.T + k) * this.S;
    return [...this.named.values("reach").subarray(from, from + this.S)];
  }

  /** The Jacobian of step s, as rows. */
  jacobian(s) {
    const size = this.S ** 2;
    return [...this.named.values("jacobian").subarray(s * size, (s + 1) * size)];
  }

  show(t, k, name, share) {
    this.at = { t, k };
    const steps = Array.from({ length: t - k }, (_, n) => t - n); // from t down to k + 1
    const start = this.block(["∂ℓ", sub(t + 1), " / ∂h", sub(t + 1)], this.reach(t, t), 1);
    const factors = steps.flatMap((s) => [
      sign("·"),
      this.block(["J", sub(s + 1)], this.jacobian(s), this.S),
    ]);
    const end = steps.length
      ? [sign("="), this.block(["∂ℓ", sub(t + 1), " / ∂h", sub(k + 1)], this.reach(t, k), 1)]
      : [];
    const last = [
      sign("→"),
      make("span.u-term-share", {}, "share in d", name, " ", make("b", {}, short(share, 6))),
    ];
    this.element.replaceChildren(start, ...factors, ...end, ...last);
  }

  /** Numbers in brackets: a row vector, or a square matrix. */
  block(caption, values, rows) {
    const columns = values.length / rows;
    const cells = values.map((x) => {
      const cell = make(`span.u-number-cell${x < 0 ? ".u-negative" : ""}`, {}, short(x));
      cell.style.setProperty("--u-heat", tint(x, "gradient"));
      put(cell, "data-value", String(x));
      return cell;
    });
    const grid = make("span.u-grid", {}, cells);
    grid.style.gridTemplateColumns = `repeat(${columns}, auto)`;
    return make("span.u-path-part", {}, make("span.u-math", {}, caption), grid);
  }

  table() {
    const { t, k } = this.at;
    const rows = Array.from({ length: t - k + 1 }, (_, n) => t - n).map((s) => ({
      head: `∂ℓ ${t + 1} / ∂h ${s + 1}`,
      cells: this.reach(t, s).map((value, index) => ({
        name: "reach",
        t: s + 1,
        index,
        value,
        text: long(value),
      })),
    }));
    const heads = ["", ...Array.from({ length: this.S }, (_, i) => `unit ${i + 1}`)];
    return [numbersTable("The way back", heads, rows)];
  }
}

const sub = (text) => make("sub", {}, text);
const sign = (text) => make("span.u-sign", {}, text);
