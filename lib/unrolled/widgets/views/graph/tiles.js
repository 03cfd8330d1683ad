// The letters of the graph: what is read at the bottom, what should have come at the top.

import { draw, put, write } from "../../kit/dom.js";
import { short } from "../../kit/numbers.js";

/**
 * @typedef {object} Placed
 * @property {number} i  node of the letter
 * @property {number} t
 * @property {number} x
 * @property {number} y
 * @property {number} longest  letters of the longest word that may stand there
 * @property {() => void} pick
 */

const EDGE = 15; // half a tile
const TARGET = 11; // half a smaller one
const LETTER = 4.2; // half a letter of a word

/** Half the width of a tile, and how its text is marked. */
const sized = (longest, edge) =>
  longest < 3 ? [edge, ""] : [Math.max(edge, LETTER * longest + 5), ".u-word"];

/** A letter that is read. */
export class InputTile {
  /** @param {Placed} placed */
  constructor({ i, t, x, y, longest, pick }) {
    this.i = i;
    this.t = t;
    const [half, word] = sized(longest, EDGE);
    this.text = draw(`text.u-tile-letter${word}`, { x, y: y + 6, "text-anchor": "middle" });
    const box = { x: x - half, y: y - EDGE, width: 2 * half, height: 2 * EDGE, rx: 6 };
    const corner = draw("path.u-corner", { d: `M${x + half - 10} ${y - EDGE}h10v10z` });
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
  constructor({ i, t, x, y, longest, pick, loss, name }) {
    this.i = i;
    this.t = t;
    this.loss = loss;
    const [half, word] = sized(longest, TARGET);
    const centred = { x, y: y + 5, "text-anchor": "middle" };
    this.text = draw(`text.u-tile-letter.u-small${word}`, centred);
    this.value = draw("text.u-loss-value", {
      x: x + half + 5,
      y: y + 4.5,
      "data-name": name,
      "data-t": t,
      "data-index": 0,
    });
    this.group = draw(
      "g.u-hit.u-tile.u-target",
      { click: pick },
      draw("rect", { x: x - half, y: y - 12, width: 2 * half, height: 24, rx: 5 }),
      this.text,
      draw("path.u-corner", { d: `M${x + half - 9} ${y - 12}h9v9z` }),
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
