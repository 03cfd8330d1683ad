// What the reader has picked at a tick: a leaf to be edited, or a result to be spelled out.

/** @typedef {{i: number, e: number}} Entry */

export class Picked {
  /** @param {import("./tape.js").Tape} tape */
  constructor(tape) {
    this.tape = tape;
    /** @type {Entry | null} */
    this.leaf = null;
    /** @type {Entry | null} */
    this.asked = null;
  }

  /** @returns {Entry | null} */
  get entry() {
    return this.leaf ?? this.asked;
  }

  /** @param {Entry | null} entry */
  set entry(entry) {
    const given = entry !== null && this.tape.recorded.leaves.has(entry.i);
    this.leaf = given ? entry : null;
    this.asked = given ? null : entry;
  }

  /** A cell was clicked, dragged to a value, or chosen with a key. */
  take(i, e, how, x) {
    const { tape } = this;
    tape.foot.stop();
    if (how === "drag") {
      this.leaf = { i, e };
      tape.change(() => tape.recorded.edit(i, e, x));
    } else if (tape.recorded.leaves.has(i)) this.edit({ i, e });
    else this.explain({ i, e }, how);
  }

  /** Open the editor. @param {Entry} leaf */
  edit(leaf) {
    this.entry = leaf;
    this.show(0);
    this.tape.line.focus();
    this.tape.frame.remember();
  }

  /** Spell out a result, and follow its entry. @param {Entry} entry @param {string} how */
  explain({ i, e }, how) {
    const { tape } = this;
    this.entry = i === tape.tick.out ? null : { i, e };
    tape.following.choose(i, e);
    tape.render();
    // after a click the arrows go on stepping; from the keyboard they stay among the cells
    const cell = tape.board.cellOf(i, e) ?? tape.matrix?.cellOf(i, e);
    const next = how === "key" ? cell : tape.root;
    next?.focus({ preventScroll: true });
  }

  /** Write the line below the numbers. @param {number} e  the followed entry of the result */
  show(e) {
    const { leaf, asked } = this;
    const { line, tick, journey } = this.tape;
    if (leaf) line.edit(leaf.i, leaf.e);
    else if (asked) line.show(journey.ticks[journey.when(asked.i)] ?? tick, asked.i, asked.e);
    else line.show(tick, tick.out, this.tape.row ?? e);
  }
}
