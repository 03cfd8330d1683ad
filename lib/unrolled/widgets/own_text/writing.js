// What the network writes, as the weights of a marked update have it.

import { sign } from "../engine/letters.js";
import { able, make, put, write } from "../kit/dom.js";

/** @typedef {import("../engine/text_job.js").Mark} Mark */

/** A letter of a text that stands there as text. @param {string} letter */
const seen = (letter) => (/^[ \n]$/.test(letter) ? letter : sign(letter));

export class Writing {
  /** @param {() => void} goOn  learn on from what is shown */
  constructor(goOn) {
    this.head = make("b");
    this.again = make("button.u-button", { type: "button", click: goOn }, "Learn on from here");
    this.page = make("p.u-own-page", {
      "data-part": "writing",
      role: "region",
      tabindex: 0,
      "aria-label": "What it writes",
    });
    const row = make("div.u-row", {}, this.head, this.again);
    this.element = make("div.u-own-writing", {}, row, this.page);
  }

  /** @param {Mark | undefined} mark @param {string[]} letters @param {boolean} newest */
  show(mark, letters, newest) {
    const count = mark?.mark ?? 0;
    write(this.head, mark ? `After ${count} update${count === 1 ? "" : "s"} it writes:` : "");
    able(this.again, !!mark && !newest);
    this.again.hidden = !mark || newest;
    put(this.page, "data-update", mark ? count : "");
    write(this.page, mark ? mark.text.map((k) => seen(letters[k])).join("") : "");
  }
}
