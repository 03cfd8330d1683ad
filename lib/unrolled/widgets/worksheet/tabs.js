// The parts of a worksheet: a button for each tick that has a blank, with how it stands.

import { make, put } from "../kit/dom.js";
import { nameOf, spokenName } from "../views/typeset.js";

const MARKS = { right: "✓ ", shown: "· ", wrong: "✗ ", open: "" };
const FIRST = ["wrong", "open", "shown", "right"]; // what is said of a part with several blanks

export class Tabs {
  /**
   * @param {import("./blanks.js").Blanks} blanks
   * @param {import("../engine/ticks.js").Tick[]} ticks  that of each blank
   * @param {(one: import("./blanks.js").Blank) => void} go  to a blank
   */
  constructor(blanks, ticks, go) {
    this.blanks = blanks;
    this.go = go;
    this.all = [...new Set(ticks)].map((tick) =>
      this.tab(
        tick,
        blanks.all.filter(({ n }) => ticks[n] === tick),
      ),
    );
    this.element = make("div.u-row.u-tabs", { role: "group", "aria-label": "Parts" });
    this.element.append(...this.all.map(({ button }) => button));
    this.element.hidden = this.all.length < 2;
  }

  tab(tick, own) {
    const { recorded } = this.blanks;
    const nodes = [...new Set(own.map(({ i }) => i))];
    const words = nodes.flatMap((i, n) => [n ? ", " : "", ...nameOf(recorded, i)]);
    const mark = make("span.u-mark-text");
    const button = make(
      "button.u-button.u-choice",
      { type: "button", click: () => this.go(this.open(own) ?? own[0]) },
      mark,
      make("span", {}, words),
    );
    const name = nodes.map((i) => spokenName(recorded, i)).join(", ");
    return { tick, own, mark, button, name };
  }

  /** The first that is still to be filled in. */
  open(own) {
    return own.find((one) => !this.blanks.isKnown(one));
  }

  /** @param {import("../engine/ticks.js").Tick} now  the tick that is shown */
  refresh(now) {
    for (const { tick, own, mark, button, name } of this.all) {
      const state = FIRST.find((s) => own.some((one) => this.blanks.state(one) === s));
      mark.textContent = MARKS[state];
      put(button, "aria-pressed", tick === now);
      put(button, "aria-label", `${name}: ${state === "right" ? "done" : state}`);
    }
  }
}
