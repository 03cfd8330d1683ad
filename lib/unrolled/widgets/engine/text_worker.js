// What learns a text beside the page: in slices, so that a word from the page is heard in
// between.  `text_job.js` is the page's side.

import { bounds } from "./counts.js";
import { drawn, TextTraining } from "./text_training.js";

const SLICE = 15; // milliseconds between two looks at what the page says
const FIRST = [0, 50, 100, 200, 300, 400]; // updates that are marked at first
const EVERY = 250; // then every so many

/** @typedef {import("./training_worker.js").Port} Port */

/** Whether an update is marked: its weights are kept, and what they write. @param {number} n */
const isMarked = (n) => FIRST.includes(n) || n % EVERY === 0;

/** @param {Port} port */
export function serveText(port) {
  /** @type {TextTraining | null} */
  let training = null;
  /** @type {any} */
  let sample = {};
  let running = false;
  const mark = () => {
    if (!training) return;
    const { count, before } = training;
    const told = {
      before,
      held: training.heldOut(),
      text: training.write(sample),
      loss: training.loss,
    };
    port.postMessage({ mark: count, ...told, values: training.kept() });
  };
  const slice = () => {
    if (!training || !running) return;
    const until = performance.now() + SLICE;
    const { losses, failed } = spell(training, until, mark);
    port.postMessage({ count: training.count, loss: mean(losses), windows: training.windows });
    if (failed) {
      running = false;
      port.postMessage({ broken: training.count });
    } else setTimeout(slice);
  };
  const orders = {
    open: (/** @type {any} */ order) => {
      running = false;
      ({ sample } = order);
      const values = order.values ?? drawn(order.programs.start, order.sizes, order.seed);
      training = new TextTraining(order.programs, { ...order, values });
      training.set(order.settings);
      port.postMessage({ bounds: bounds(order.learned, order.held, order.sizes.K) });
      mark();
    },
    set: (/** @type {any} */ order) => {
      training?.set(order.settings);
      sample = { ...sample, ...order.sample };
    },
    restore: (/** @type {any} */ { values, count }) => training?.restore(values, count),
    go: () => {
      if (running) return;
      running = true;
      slice();
    },
    pause: () => {
      running = false;
      if (training && !isMarked(training.count)) mark(); // what is reached is kept, too
    },
  };
  port.onmessage = ({ data }) => {
    try {
      orders[/** @type {keyof typeof orders} */ (data.order)](data);
    } catch (error) {
      port.postMessage({ error: /** @type {Error} */ (error).message });
    }
  };
}

const mean = (/** @type {number[]} */ xs) => xs.reduce((sum, x) => sum + x, 0) / xs.length;

/**
 * Updates until a time, at least one.
 *
 * @param {TextTraining} training
 * @param {number} until
 * @param {() => void} mark
 */
function spell(training, until, mark) {
  const losses = [];
  do {
    training.update();
    losses.push(training.loss);
    if (!Number.isFinite(training.loss)) return { losses, failed: true };
    if (isMarked(training.count)) mark();
  } while (performance.now() < until);
  return { losses, failed: false };
}
