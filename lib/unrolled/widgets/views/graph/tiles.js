// The letters of the graph: what is read at the bottom, what should have come at the top.

import { draw, put, write } from "../../kit/dom.js";
import { short } from "../../kit/numbers.js";

/**
 * @typedef {object} Placed
 * @property {number} i  node of the letter
 * @property {number} t
 * @property {number} x
 * @property {number} y
 * @property {() => void} pick
 */

const EDGE = 15; // half a tile

/** A letter that is read. */
export class InputTile {
  /** @param {Placed} placed */
  constructor({ i, t, x, y, pick }) {
    this.i = i;
    this.t = t;
    this.text = draw("text.u-tile-letter", { x, y: y + 6, "text-anchor": "middle" });
    const box = { x: x - EDGE, y: y - EDGE, width: 2 * EDGE, height: 2 * EDGE, rx: 6 };
    const corner = draw("path.u-corner", { d: `M${x + 5} ${y - EDGE}h10v10z` });
    this.group = draw("g.u-hit.u-tile", { click: pick }, draw("rect", box), this.text, corner);
  }

  /** @param {import("./graph.js").Moment} moment */
  show({ tick }) {
    this.group.classList.toggle("u-current", tick.out === this.i || tick.t === this.t);
  }

  /** @param {import("../../engine/recorded.js").Recorded} recorded */
  refresh(recorded) {
    write(this.text, recorded.letter(recorded.nodes[this.i].name, this.t) || "·");
    this.group.classList.toggle("u-changed", recorded.anyEdited(this.i));
    this.group.classList.toggle("u-off", recorded.isOff("input", this.t));
  }
}

/** A letter that should have come, and the loss beside it. */
export class TargetTile {
  /** @param {Placed & {loss: number, name: string}} placed  node and name of the loss */
  constructor({ i, t, x, y, pick, loss, name }) {
    this.i = i;
    this.t = t;
    this.loss = loss;
    this.text = draw("text.u-tile-letter.u-small", { x, y: y + 5, "text-anchor": "middle" });
    this.value = draw("text.u-loss-value", {
      x: x + 16,
      y: y + 4.5,
      "data-name": name,
      "data-t": t,
      "data-index": 0,
    });
    this.group = draw(
      "g.u-hit.u-tile.u-target",
      { click: pick },
      draw("rect", { x: x - 11, y: y - 12, width: 22, height: 24, rx: 5 }),
      this.text,
      draw("path.u-corner", { d: `M${x + 2} ${y - 12}h9v9z` }),
      this.value,
    );
  }

  /** @param {import("./graph.js").Moment} moment */
  show({ tick, now, when, judged, used }) {
    const current = when(this.loss) === now || judged.has(this.loss);
    this.group.classList.toggle("u-current", current);
    this.value.classList.toggle("u-has", when(this.loss) <= now);
    this.value.classList.toggle("u-strong", current || (tick.t === null && used.size === 0));
  }

  /** @param {import("../../engine/recorded.js").Recorded} recorded */
  refresh(recorded) {
    write(this.text, recorded.letter(recorded.nodes[this.i].name, this.t) || "·");
    this.group.classList.toggle("u-changed", recorded.anyEdited(this.i));
    this.group.classList.toggle("u-off", recorded.isOff("switch", this.t));
    const [loss] = recorded.values(this.loss);
    put(this.value, "data-value", String(loss));
    write(this.value, short(loss, 2));
  }
}
