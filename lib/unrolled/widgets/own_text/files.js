// Keeping a training: as a file that NumPy and the library open, and this page again.

import { able, make, write } from "../kit/dom.js";
import { fileButton } from "./source.js";

/** @typedef {import("../engine/text_job.js").Mark} Mark */

export class Files {
  /**
   * @param {string} key  of the widget
   * @param {{save: () => void, open: (file: File) => void}} does
   */
  constructor(key, { save, open }) {
    this.place = `unrolled-${key}-running`;
    this.noted = -1;
    this.button = make("button.u-button", { type: "button", click: save }, "Save this training");
    this.opener = fileButton("Open a saved one…", ".npz", open);
    this.problem = make("p.u-problem", { role: "alert" });
    const row = make("div.u-row", {}, this.button, this.opener);
    this.element = make("div.u-own-files", { "data-part": "files" }, row, this.problem);
    this.complain(this.lost());
  }

  /** @param {Mark | undefined} mark @param {number | false} running  updates, if it runs */
  show(mark, running) {
    able(this.button, mark !== undefined);
    this.note(running || 0);
  }

  /** @param {string} text */
  complain(text) {
    write(this.problem, text);
  }

  /** If the page is left now, a training that runs is lost; this is said when it opens again. */
  note(/** @type {number} */ running) {
    if (running === this.noted) return;
    this.noted = running;
    try {
      if (running) sessionStorage.setItem(this.place, String(running));
      else sessionStorage.removeItem(this.place);
    } catch {
      // a page that may keep nothing says nothing
    }
  }

  lost() {
    try {
      const count = Number(sessionStorage.getItem(this.place));
      if (!count) return "";
      return `The page was left at update ${count}, and that training is gone. Saving keeps one.`;
    } catch {
      return "";
    }
  }

  /** Give a file to the reader. @param {Uint8Array} bytes @param {string} name */
  hand(bytes, name) {
    const address = URL.createObjectURL(new Blob([/** @type {any} */ (bytes)]));
    const link = make("a", { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address));
  }
}
