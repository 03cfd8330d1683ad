// The page's side of a training on a text of the reader's own: a worker made of a text, so
// that it works in a page from a disk, too.

/**
 * @typedef {object} Mark  an update whose weights are kept
 * @property {number} mark  how many updates there have been
 * @property {number} loss  of a letter in the last window, in nats
 * @property {number} held  of a letter of the held-out text
 * @property {number[]} text  what the weights write, as places in the vocabulary
 * @property {Record<string, Float64Array>} values  what the next update starts from
 * @property {Record<string, Float64Array>} [before]  what this one started from, where windows
 *   are short
 */

/**
 * @typedef {object} Hears
 * @property {(count: number, loss: number, windows: number) => void} progress
 * @property {(mark: Mark) => void} mark
 * @property {(bounds: any) => void} bounds
 * @property {(count: number) => void} broken  the loss is no number any more
 * @property {(message: string) => void} fails
 */

export class TextJob {
  /** @param {string} source  of the worker @param {Hears} hears */
  constructor(source, hears) {
    this.address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    /** @type {Worker | null} */
    this.worker = new Worker(this.address);
    this.worker.onmessage = ({ data }) => {
      if (data.error !== undefined) hears.fails(data.error);
      else if (data.mark !== undefined) hears.mark(data);
      else if (data.bounds) hears.bounds(data.bounds);
      else if (data.broken !== undefined) hears.broken(data.broken);
      else hears.progress(data.count, data.loss, data.windows);
    };
    this.worker.onerror = (event) => hears.fails(event.message);
  }

  /** Tell it something. @param {"open" | "set" | "restore" | "go" | "pause"} order */
  tell(order, more = {}) {
    this.worker?.postMessage({ order, ...more });
  }

  /** End it, and free its memory; nothing is heard any more. */
  cancel() {
    if (!this.worker) return;
    this.worker.onmessage = null; // what is on its way
    this.worker.terminate();
    this.worker = null;
    URL.revokeObjectURL(this.address);
  }
}
