// The foot of a worksheet: check, a hint, the number, the next blank.

import { able, make } from "../kit/dom.js";

export class Foot {
  /** @param {import("./worksheet.js").Worksheet} sheet */
  constructor(sheet) {
    this.sheet = sheet;
    this.check = button("Check", "Enter", () => sheet.check(), ".u-next");
    this.hint = button("Hint", "h", () => sheet.hint());
    this.reveal = button("Show", "v", () => sheet.reveal());
    this.next = button("Next blank", "ArrowRight", () => sheet.onward());
    this.elements = [this.check, this.hint, this.reveal, this.next];
  }

  refresh() {
    const { blanks, now } = this.sheet;
    const known = blanks.isKnown(now);
    able(this.check, !known);
    able(this.reveal, !known);
    able(this.hint, !this.sheet.isTold);
    able(this.next, Boolean(blanks.next(now)));
  }
}

const button = (label, key, click, classes = "") =>
  make(
    `button.u-button${classes}`,
    { type: "button", title: `${label} (${key})`, "aria-keyshortcuts": key, click },
    label,
  );
