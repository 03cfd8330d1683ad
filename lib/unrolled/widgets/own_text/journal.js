// What is known of a training: losses on the way, and marked updates with their weights.

const POINTS = 400; // of the curve of losses
const MARKS = 40; // weights that are kept

/** @typedef {import("../engine/text_job.js").Mark} Mark */

export class Journal {
  constructor() {
    this.begin();
  }

  begin() {
    /** @type {{count: number, loss: number}[]} */
    this.points = [];
    /** @type {Mark[]} */
    this.marks = [];
    this.count = 0;
    this.windows = 1;
    /** @type {any} */
    this.bounds = null;
  }

  /** @param {number} count @param {number} loss @param {number} windows */
  progress(count, loss, windows) {
    this.count = count;
    this.windows = windows;
    this.points.push({ count, loss });
    if (this.points.length > POINTS) this.points = inPairs(this.points);
  }

  /** @param {Mark} mark */
  mark(mark) {
    this.count = Math.max(this.count, mark.mark);
    this.marks.push(mark);
    if (this.marks.length <= MARKS) return;
    const last = this.marks.length - 1;
    this.marks = this.marks.filter((_, i) => i === last || i < 6 || i % 2 === 0);
  }

  /** The marked update nearest to a number. @param {number} count */
  nearest(count) {
    const far = (/** @type {Mark} */ mark) => Math.abs(mark.mark - count);
    return this.marks.reduce((a, b) => (far(b) < far(a) ? b : a), this.marks[0]);
  }

  /** The mark that a key leads to from another. @param {Mark | undefined} from @param {string} key */
  beside(from, key) {
    const at = from ? this.marks.indexOf(from) : -1;
    const last = this.marks.length - 1;
    const to = {
      ...{ ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1 },
      ...{ Home: 0, End: last },
    }[key];
    return to === undefined ? undefined : this.marks[Math.max(0, Math.min(last, to))];
  }

  /** Forget all after an update. @param {Mark} mark */
  backTo(mark) {
    this.marks = this.marks.filter((one) => one.mark <= mark.mark);
    this.points = this.points.filter(({ count }) => count <= mark.mark);
    this.count = mark.mark;
  }
}

/** Half as many points, each the mean of two. @param {{count: number, loss: number}[]} points */
function inPairs(points) {
  return points
    .filter((_, i) => i % 2 === 1)
    .map((point, i) => ({ count: point.count, loss: (point.loss + points[2 * i].loss) / 2 }));
}
