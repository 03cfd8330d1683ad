// What runs beside the page: a recorded update made again and again, in slices, so that a word
// from the page is heard in between.  `training_job.js` is the page's side.

import { Named } from "./named.js";
import { quickRun } from "./quick.js";

const SLICE = 12; // milliseconds between two looks at what the page says

/**
 * @typedef {object} Port  a worker's own side, or one end of a channel
 * @property {(message: any) => void} postMessage
 * @property {((event: {data: any}) => void) | null} onmessage
 */

/** @param {Port} port */
export function serve(port) {
  /** @type {Trained | null} */
  let trained = null;
  let last = 0; // the update to stop after
  const slice = () => {
    if (!trained) return;
    const until = performance.now() + SLICE;
    while (trained.count < last && performance.now() < until) trained.update();
    port.postMessage({ count: trained.count, loss: trained.loss });
    if (trained.count < last) setTimeout(slice);
    else port.postMessage({ rests: trained.count, values: trained.learned() });
  };
  const orders = {
    open: (/** @type {any} */ order) => {
      trained = new Trained(order.program, order.text, order.values ?? {});
    },
    go: (/** @type {{updates: number}} */ { updates }) => {
      const resting = trained !== null && trained.count >= last;
      last = (trained?.count ?? 0) + updates;
      if (resting) slice();
    },
    pause: () => {
      last = trained?.count ?? 0; // the slice that waits says where it is
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

/** A program whose results are fed back, and which reads on in a text. */
class Trained {
  /**
   * @param {any} program  one update, as a page carries it
   * @param {number[]} text  places in the vocabulary; empty, if the letters stay what they are
   * @param {Record<string, number[]>} values  of leaves, to begin with
   */
  constructor(program, text, values) {
    this.named = new Named(program);
    this.text = text;
    this.count = 0;
    const { named } = this;
    const { replay, fed } = named;
    for (const [name, own] of Object.entries(values)) replay.set(named.leaf(name), own);
    this.total = named.node("L");
    this.run = quickRun(replay, [this.total, ...fed.map(([node]) => node)]);
    this.read = [...named.leavesOf("input"), ...named.leavesOf("target")].filter(
      ({ t }) => t !== undefined,
    );
    if (text.length && text.length <= named.steps)
      throw new Error(`The text has ${text.length} letters; ${named.steps + 1} are needed.`);
  }

  get loss() {
    return this.named.replay.values[this.total][0];
  }

  /** Read the next window of the text, and make an update; after the last one comes the first. */
  update() {
    const { named, text } = this;
    const { replay } = named;
    if (this.count) replay.feed(named.fed);
    if (text.length) {
      const windows = Math.floor((text.length - 1) / named.steps);
      const start = (this.count % windows) * named.steps;
      for (const { node, role, t = 1 } of this.read) {
        const letter = text[start + t - 1 + (role === "target" ? 1 : 0)];
        replay.set(
          node,
          replay.values[node].map((_, k) => Number(k === letter)),
        );
      }
    }
    this.run();
    this.count += 1;
  }

  /** What the leaves that learn are to be next, by their names. */
  learned() {
    const { nodes, fed, replay } = this.named;
    return Object.fromEntries(fed.map(([node, leaf]) => [nodes[leaf].name, replay.values[node]]));
  }
}
