// The entry that is followed: one hidden unit, one letter, one column, in all values that have
// such an axis.

export class Following {
  /**
   * @param {import("../engine/recorded.js").Recorded} recorded
   * @param {{H: number, K: number | null, column: number | null}} entry
   */
  constructor(recorded, entry) {
    this.recorded = recorded;
    this.entry = entry;
  }

  /** The entry that is followed in a value, and what to call it. */
  in(i) {
    const { recorded } = this;
    const { shape, back, t } = recorded.nodes[i];
    const axis = recorded.axes(i)[0];
    // on the way back the letter that was read, or that was right, says most
    const letter = back ? recorded.hot(recorded.leafAt(axis === "D" ? "input" : "target", t)) : 0;
    const along =
      axis === "K" || axis === "D" ? (this.entry.K ?? Math.max(0, letter)) : this.entry.H;
    const e =
      shape.length === 2
        ? Math.min(along, shape[0] - 1) * shape[1] + this.column(i)
        : Math.min(along, recorded.values(i).length - 1);
    return { e, unit: recorded.placeOf(i, e) };
  }

  /** The followed column of a matrix: the one asked for, or that of the letter read. */
  column(i) {
    const { nodes } = this.recorded;
    const share = this.recorded.totals.has(i) ? nodes[nodes[i].in[1]] : nodes[i];
    const hot = share.op === "outer" ? this.recorded.hot(share.in[1]) : -1;
    return Math.min(this.entry.column ?? Math.max(0, hot), nodes[i].shape[1] - 1);
  }

  /** Keep the entry of a value chosen, in all values with the same axes. */
  choose(i, e) {
    const { shape } = this.recorded.nodes[i];
    const axis = this.recorded.axes(i)[0];
    const columns = shape.length === 2 ? shape[1] : 1;
    if (axis) this.entry[axis === "H" ? "H" : "K"] = Math.floor(e / columns);
    if (shape.length === 2) this.entry.column = e % columns;
  }
}
