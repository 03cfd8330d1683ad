// The ticks under the columns they belong to: drag to any of them.  The way forward runs
// right; where there is a way back, it bends round the total and runs left below.

import { draw, make, put } from "../kit/dom.js";
import { glyphOf } from "./typeset.js";

const AHEAD = 15; // where the lanes run
const BACK = 43;
const BEND = (BACK - AHEAD) / 2;
const NAMES = [
  ["forward →", "← backward"],
  ["forward", "backward"],
  ["fwd →", "← bwd"],
];
const LANE = 48; // room for the shortest
const LETTER = 12.5; // of the lanes' names
const SHARE = 0.56; // of its height is what a bold letter takes

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
    const { plan } = graph;
    this.returns = ticks.some((tick) => tick.back);
    const height = this.returns ? BACK + AHEAD : 2 * AHEAD;
    this.place = this.places(ticks);
    this.first = this.place[0][0];
    this.done = draw("path.u-done");
    this.undone = draw("path.u-done.u-back");
    this.band = draw("rect.u-band", { y: 0, width: plan.spacing - 4, height, rx: 9 });
    this.knob = draw("rect.u-knob", { width: 12, height: 20, rx: 3.5, y: AHEAD - 10 });
    this.ring = draw("circle.u-ring");
    this.fine = [false, true].map((back) => this.fineness(ticks, back));
    this.marks = ticks.map((tick, n) => this.mark(tick, ...this.place[n]));
    const [ahead, back] = this.names();
    this.lanes = [this.lane(AHEAD, ahead)];
    if (this.returns) this.lanes.push(this.lane(BACK, back));
    const way = [this.track(), this.done, this.undone, this.marks, this.knob, this.ring];
    const box = { viewBox: `0 0 ${plan.total} ${height}`, "aria-hidden": "true" };
    this.svg = draw("svg.u-lanes", box, this.band, this.lanes, ...way);
    this.svg.style.width = `${plan.total / 16}em`;
    this.element.replaceChildren(this.svg);
    put(this.element, "aria-valuemax", ticks.length);
  }

  /** The way that the ticks stand on. */
  track() {
    const { first, end } = this;
    const last = this.place.at(-1)[0];
    if (!this.returns) return draw("path.u-track", { d: `M${first} ${AHEAD}H${last}` });
    return [
      draw("path.u-track", { d: `M${first} ${AHEAD}H${end}${this.bend()}` }),
      draw("path.u-track.u-back", { d: `M${end} ${BACK}H${last}` }),
    ];
  }

  /** How much smaller marks are drawn where a step has many. */
  fineness(ticks, back) {
    const most = Math.max(0, ...this.crowds(ticks, back));
    return Math.min(1, (this.graph.plan.spacing - 8) / most / 6.6);
  }

  /** The names of the lanes: the longest that stand beside the track, not on it. */
  names() {
    const drawn = getComputedStyle(this.element).getPropertyValue("--u-drawn"); // presented
    const letter = SHARE * Math.max(LETTER, Number.parseFloat(drawn) || 0);
    const room = Math.min(...this.place.map(([x]) => x)) - 8;
    return NAMES.find(([, back]) => back.length * letter <= room) ?? NAMES.at(-1);
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
    const { plan } = this.graph;
    const last = Math.max(...ticks.map((tick) => tick.t ?? 0));
    this.end = plan.x(last) + plan.spacing / 2 - 2;
    const cells = new Map();
    ticks.forEach(({ t, back }, n) => {
      const key = `${t}/${back}`;
      cells.set(key, [...(cells.get(key) ?? []), n]);
    });
    const place = [];
    for (const numbers of cells.values())
      numbers.forEach((n, k) => {
        place[n] = this.placeOf(ticks[n], k, numbers.length);
      });
    return place;
  }

  /** Where a tick stands that is number `k` of so many in its step. */
  placeOf({ t, back }, k, count) {
    const { plan } = this.graph;
    const half = plan.spacing / 2 - 5;
    const share = ((k + 0.5) / count) * 2 - 1;
    if (t !== null) return [plan.x(t) + half * (back ? -share : share), back ? BACK : AHEAD];
    if (back) {
      const end = plan.x(1) - half - 4;
      return [end - Math.min(7, (end - LANE) / count) * k, BACK]; // beside the lane's name
    }
    if (!this.returns) return [this.end + 14 + 24 * k, AHEAD];
    const angle = (share * Math.PI) / 2;
    return [this.end + BEND * Math.cos(angle), (AHEAD + BACK) / 2 + BEND * Math.sin(angle)];
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
    const { t, back } = tick;
    this.marks.forEach((mark, n) => mark.classList.toggle("u-past", n <= now));
    this.lanes.forEach((lane, n) => lane.classList.toggle("u-on", back === (n === 1)));
    this.showDone(tick, this.place[now]);
    this.showKnob(tick, this.place[now]);
    this.band.style.display = t ? "" : "none";
    if (t) put(this.band, "x", this.graph.plan.x(t) - this.graph.plan.spacing / 2 + 2);
    put(this.element, "aria-valuenow", now + 1);
    put(this.element, "aria-valuetext", text);
  }

  /** Colour the way up to a place. */
  showDone({ t, back }, [x, y]) {
    const { first, end } = this;
    const ahead = (t !== null && !back) || !this.returns;
    const bend = back ? this.bend() : this.bend(y);
    put(this.done, "d", `M${first} ${AHEAD}H${ahead ? x : `${end}${bend}`}`);
    put(this.undone, "d", back ? `M${end} ${BACK}H${x}` : "");
  }

  /** A knob on the way forward, else a ring. */
  showKnob({ t, back }, [x, y]) {
    const ahead = t !== null && !back;
    put(this.knob, "x", x - 6);
    put(this.ring, "cx", x);
    put(this.ring, "cy", y);
    put(this.ring, "r", back ? 8 : 13);
    this.ring.classList.toggle("u-back", back);
    this.knob.style.display = ahead ? "" : "none";
    this.ring.style.display = ahead ? "none" : "";
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
