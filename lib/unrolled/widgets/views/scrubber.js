// The ticks under the columns they belong to: drag to any of them.  The way forward runs
// right; where there is a way back, it bends round the total and runs left below.

import { draw, make, put } from "../kit/dom.js";
import { glyphOf } from "./typeset.js";

const AHEAD = 15; // where the lanes run
const BACK = 43;
const BEND = (BACK - AHEAD) / 2;

export class Scrubber {
  /**
   * @param {(tick: number) => void} go
   * @param {import("./graph/graph.js").Graph} graph  whose columns it shares
   */
  constructor(go, graph) {
    this.go = go;
    this.graph = graph;
    this.element = make("div.u-scrubber", {
      role: "slider",
      tabindex: 0,
      "aria-label": "Position",
      "aria-valuemin": 1,
      pointerdown: (event) => this.grab(event),
    });
  }

  /** @param {import("../engine/ticks.js").Tick[]} ticks */
  layout(ticks) {
    const { graph } = this;
    this.returns = ticks.some((tick) => tick.back);
    const height = this.returns ? BACK + AHEAD : 2 * AHEAD;
    this.place = this.places(ticks);
    const xs = this.place.map(([x]) => x);
    this.first = xs[0];
    const last = xs.at(-1);
    this.done = draw("path.u-done");
    this.undone = draw("path.u-done.u-back");
    this.band = draw("rect.u-band", { y: 0, width: graph.plan.spacing - 4, height, rx: 9 });
    this.knob = draw("rect.u-knob", { width: 12, height: 20, rx: 3.5, y: AHEAD - 10 });
    this.ring = draw("circle.u-ring");
    const most = (back) => Math.max(0, ...this.crowds(ticks, back));
    this.fine = [false, true].map((back) =>
      Math.min(1, (graph.plan.spacing - 8) / most(back) / 6.6),
    );
    this.marks = ticks.map((tick, n) => this.mark(tick, ...this.place[n]));
    const { narrow } = graph.plan;
    this.lanes = [this.lane(AHEAD, narrow ? "fwd →" : "forward →")];
    if (this.returns) this.lanes.push(this.lane(BACK, narrow ? "← bwd" : "← backward"));
    const track = this.returns
      ? [
          draw("path.u-track", { d: `M${xs[0]} ${AHEAD}H${this.end}${this.bend()}` }),
          draw("path.u-track.u-back", { d: `M${this.end} ${BACK}H${last}` }),
        ]
      : draw("path.u-track", { d: `M${xs[0]} ${AHEAD}H${last}` });
    this.svg = draw(
      "svg.u-lanes",
      { viewBox: `0 0 ${graph.plan.total} ${height}`, "aria-hidden": "true" },
      this.band,
      this.lanes,
      track,
      this.done,
      this.undone,
      this.marks,
      this.knob,
      this.ring,
    );
    this.svg.style.width = `${graph.plan.total / 16}em`;
    this.element.replaceChildren(this.svg);
    put(this.element, "aria-valuemax", ticks.length);
  }

  lane(y, text) {
    return draw("text.u-lane", { x: 2, y: y + 4.5 }, text);
  }

  /** The half circle from one lane to the other. */
  bend(y = BACK) {
    const x = y === BACK ? this.end : this.end + BEND;
    return `A${BEND} ${BEND} 0 0 1 ${x} ${y}`;
  }

  /** Where each tick stands. */
  places(ticks) {
    const { graph, returns } = this;
    const half = graph.plan.spacing / 2 - 5;
    const last = Math.max(...ticks.map((tick) => tick.t ?? 0));
    this.end = graph.plan.x(last) + half + 3;
    const cells = new Map();
    ticks.forEach(({ t, back }, n) => {
      const key = `${t}/${back}`;
      cells.set(key, [...(cells.get(key) ?? []), n]);
    });
    const place = [];
    for (const numbers of cells.values())
      numbers.forEach((n, k) => {
        const { t, back } = ticks[n];
        const share = ((k + 0.5) / numbers.length) * 2 - 1;
        if (t !== null)
          place[n] = [graph.plan.x(t) + half * (back ? -share : share), back ? BACK : AHEAD];
        else if (back) place[n] = [graph.plan.x(1) - half - 4 - 7 * k, BACK];
        else if (returns) {
          const angle = (share * Math.PI) / 2;
          place[n] = [
            this.end + BEND * Math.cos(angle),
            (AHEAD + BACK) / 2 + BEND * Math.sin(angle),
          ];
        } else place[n] = [this.end + 14 + 24 * k, AHEAD];
      });
    return place;
  }

  /** How many ticks each step has, one way. */
  crowds(ticks, back) {
    const counts = new Map();
    for (const tick of ticks)
      if (tick.back === back) counts.set(tick.t, (counts.get(tick.t) ?? 0) + 1);
    return counts.values();
  }

  mark(tick, x, y) {
    const [ahead, back] = this.fine;
    if (tick.back) return draw("circle.u-mark.u-back", { cx: x, cy: y, r: 2.7 * back });
    if (tick.t !== null) {
      const width = 3 * ahead;
      return draw("rect.u-mark", { x: x - width / 2, y: y - 5, width, height: 10, rx: width / 3 });
    }
    const { recorded } = this.graph;
    const { name } = recorded.nodes[tick.out]; // the total belongs to no step
    return draw(
      "g.u-mark.u-total",
      {},
      draw("circle", { cx: x, cy: y, r: 9.5 }),
      draw(
        "text.u-math",
        { x, y: y + 4.5, "text-anchor": "middle" },
        ...(name ? glyphOf(recorded, name) : ["Σ"]),
      ),
    );
  }

  show(tick, now, text) {
    const [x, y] = this.place[now];
    const { t, back } = tick;
    this.marks.forEach((mark, n) => mark.classList.toggle("u-past", n <= now));
    const bend = back ? this.bend() : this.bend(y);
    const ahead = t !== null && !back;
    put(
      this.done,
      "d",
      ahead || !this.returns
        ? `M${this.first} ${AHEAD}H${x}`
        : `M${this.first} ${AHEAD}H${this.end}${bend}`,
    );
    put(this.undone, "d", back ? `M${this.end} ${BACK}H${x}` : "");
    put(this.knob, "x", x - 6);
    put(this.ring, "cx", x);
    put(this.ring, "cy", y);
    put(this.ring, "r", back ? 8 : 13);
    this.ring.classList.toggle("u-back", back);
    this.knob.style.display = ahead ? "" : "none";
    this.ring.style.display = ahead ? "none" : "";
    this.lanes.forEach((lane, n) => lane.classList.toggle("u-on", back === (n === 1)));
    this.band.style.display = t ? "" : "none";
    if (t) put(this.band, "x", this.graph.plan.x(t) - this.graph.plan.spacing / 2 + 2);
    put(this.element, "aria-valuenow", now + 1);
    put(this.element, "aria-valuetext", text);
  }

  /** Follow the pointer to the nearest tick; the lanes lie closer than the ticks. */
  grab(event) {
    const follow = ({ clientX, clientY }) => {
      const box = this.svg.getBoundingClientRect();
      const scale = this.graph.plan.total / box.width;
      const [x, y] = [(clientX - box.left) * scale, (clientY - box.top) * scale];
      const far = ([px, py]) => (px - x) ** 2 + 2.5 * (py - y) ** 2;
      const distances = this.place.map(far);
      this.go(distances.indexOf(Math.min(...distances)));
    };
    this.element.setPointerCapture(event.pointerId);
    this.element.addEventListener("pointermove", follow);
    this.element.addEventListener(
      "lostpointercapture",
      () => this.element.removeEventListener("pointermove", follow),
      { once: true },
    );
    follow(event);
  }
}
