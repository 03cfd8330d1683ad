// Long work in slices: the page can do something else between two of them.

const SLICE = 8; // milliseconds of work before the page may do something else
const GLIMPSE = 100; // milliseconds of work before what is there is drawn again

/**
 * @typedef {object} Work
 * @property {(enough: () => boolean) => boolean} work  goes on until it is `enough`, and says
 *   whether it is done
 * @property {() => void} drawn  shows what there is
 * @property {(all: boolean) => void} done  hears that work begins, and that it is done
 */

export class Slices {
  /** @param {Work} does */
  constructor(does) {
    this.does = does;
    this.waiting = 0;
  }

  /** Begin, or go on; what is there after the first slice is drawn at once. */
  start() {
    this.stop();
    this.does.done(false);
    this.slice(-Infinity);
  }

  /** @param {number} drawn  when something was drawn last */
  slice(drawn) {
    const now = performance.now();
    const isDone = this.does.work(() => performance.now() > now + SLICE);
    const isDue = isDone || now > drawn + GLIMPSE;
    if (isDue) this.does.drawn();
    if (isDone) this.does.done(true);
    else this.waiting = requestAnimationFrame(() => this.slice(isDue ? now : drawn));
  }

  stop() {
    cancelAnimationFrame(this.waiting);
  }
}
