// The head of a Tape, and the knob of its scrubber: which way the tick goes, and where it stands.

import { make } from "../kit/dom.js";
import { placeOf, wayOf } from "../views/title.js";

/** @param {import("./tape.js").Tape} tape */
export function showHead({ tick, recorded, now, journey, frame, scrubber }) {
  const { badge, where } = frame.head;
  badge.textContent = wayOf(recorded, tick);
  const count = make("span.u-count", {}, ` · ${now + 1}/${journey.ticks.length}`);
  where.replaceChildren(...placeOf(recorded, tick), count);
  const direction = recorded.goesBack ? (tick.back ? "backward, " : "forward, ") : "";
  scrubber.show(tick, now, `${direction}${where.textContent}`);
}
