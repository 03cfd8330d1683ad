// Playing: tick after tick, and in a product row after row.

const BEAT = 1300; // milliseconds for a tick, and for a row of a product
const ROW = 520;
const START = 200;

export class Player {
  /**
   * @param {{rows: () => number, row: (row: number | null) => void, next: () => boolean,
   *   changed: (playing: boolean) => void}} actions  `rows` of the tick to go through, `row` to
   *   show one, `next` to go on, which says whether that was possible
   * @param {number} [beat]  milliseconds for a tick
   */
  constructor(actions, beat = BEAT) {
    this.actions = actions;
    this.beats = beat;
    this.speed = 1;
    this.waiting = 0;
    this.row = -1;
  }

  get on() {
    return this.waiting !== 0;
  }

  start() {
    this.row = -1;
    this.waiting = setTimeout(() => this.beat(), START);
    this.actions.changed(true);
  }

  beat() {
    const { actions } = this;
    let pause = this.beats;
    if (this.row < actions.rows() - 1) {
      this.row += 1;
      actions.row(this.row);
      pause = ROW;
    } else {
      this.row = -1;
      if (!actions.next()) {
        this.stop();
        return;
      }
    }
    this.waiting = setTimeout(() => this.beat(), pause / this.speed);
  }

  stop() {
    if (!this.on) return;
    clearTimeout(this.waiting);
    this.waiting = 0;
    this.actions.row(null);
    this.actions.changed(false);
  }
}
