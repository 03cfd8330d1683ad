// Long training beside the page, which stays quick meanwhile: a worker made of a text, so that
// it works in a page from a disk, too.

/**
 * @typedef {object} Hears  what is told of a training
 * @property {(count: number, loss: number) => void} [progress]  updates made, and the last loss
 * @property {(count: number, values: Record<string, Float64Array>) => void} [rests]  it has made
 *   all updates, or was told to pause; with what the leaves that learn are to be next
 * @property {(message: string) => void} [fails]
 */

export class TrainingJob {
  /**
   * @param {string} source  of the worker: `worker_entry.js` with all that it imports
   * @param {Hears} hears
   */
  constructor(source, hears) {
    this.address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    /** @type {Worker | null} */
    this.worker = new Worker(this.address);
    this.worker.onmessage = ({ data }) => {
      if (data.error !== undefined) hears.fails?.(data.error);
      else if (data.rests === undefined) hears.progress?.(data.count, data.loss);
      else hears.rests?.(data.rests, data.values);
    };
    this.worker.onerror = (event) => hears.fails?.(event.message);
  }

  /**
   * Take a recorded update, whose results `W_next` are fed back into its leaves `W`.
   *
   * @param {any} program  as the page carries it
   * @param {{text?: number[], values?: Record<string, number[]>}} [options]  letters that it
   *   reads on in, window after window; and numbers of leaves to begin with
   */
  open(program, { text = [], values = {} } = {}) {
    this.worker?.postMessage({ order: "open", program, text, values });
  }

  /** Make so many updates more, from where it rests. @param {number} updates */
  go(updates) {
    this.worker?.postMessage({ order: "go", updates });
  }

  pause() {
    this.worker?.postMessage({ order: "pause" });
  }

  /** End it, whatever it does, and free its memory; nothing is heard any more. */
  cancel() {
    if (!this.worker) return;
    this.worker.onmessage = null; // what is on its way
    this.worker.terminate();
    this.worker = null;
    URL.revokeObjectURL(this.address);
  }
}
