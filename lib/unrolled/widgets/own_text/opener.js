// A way into the Tape: the update that led to what is shown, with all its numbers.

import { openedUpdate } from "../engine/opened.js";
import { able, make, write } from "../kit/dom.js";
import { offerProgram } from "../views/handover.js";

/** @typedef {import("../engine/text_job.js").Mark} Mark */

export class Opener {
  /**
   * @param {import("./own_text.js").OwnText} own
   * @param {string} tape  key of the Tape; empty if the page has none
   * @param {any} captions  what it says of these programs
   */
  constructor(own, tape, captions) {
    this.own = own;
    this.tape = tape;
    this.captions = captions;
    this.words = make("span");
    this.button = make(
      "button.u-button",
      { type: "button", title: "Open in the Tape (o)", click: () => this.open() },
      "Open in the Tape",
    );
    this.refused = make("span.u-problem", { role: "alert" });
    const parts = [this.words, this.button, this.refused];
    const about = { "data-part": "opener", hidden: !tape };
    this.element = make("div.u-row.u-own-opener", about, parts);
  }

  /** Whether windows are as short as those of the Tape. */
  get short() {
    return Number(this.own.state.get("span")) === this.own.bounds.opens.letters;
  }

  /** Whether the Tape has room for an update. */
  get fits() {
    const { sizes, bounds } = this.own;
    return this.short && sizes.H <= bounds.opens.units && sizes.K <= bounds.opens.different;
  }

  /** The update that led to what is shown; before all updates the first. */
  get update() {
    const { shown, rates } = this.own;
    if (!shown) return undefined;
    const { mark, before, values } = shown;
    return before
      ? { count: mark - 1, values: before }
      : { count: mark, values: { ...values, ...rates } };
  }

  /** Open that update; what is opened stays in view. */
  open() {
    const { own, update } = this;
    if (!update || !this.fits || !this.tape) return;
    own.hold();
    const about = { sizes: own.sizes, letters: own.source.read.letters, ...own.source.parts };
    const program = openedUpdate(own.program.short, { ...about, ...update });
    const isTaken = offerProgram(this.tape, { program, captions: this.captions });
    write(this.refused, isTaken ? "" : "This page has no Tape for it.");
  }

  show() {
    const { update, fits } = this;
    const { units, different, letters } = this.own.bounds.opens;
    const most = `at most ${units} units and ${different} different letters, ${letters} at once`;
    const about = update ? `update ${update.count + 1}` : "an update";
    write(this.refused, "");
    able(this.button, fits && update !== undefined);
    write(this.words, fits ? `Every number of ${about}:` : `Updates can be opened with ${most}.`);
  }
}
