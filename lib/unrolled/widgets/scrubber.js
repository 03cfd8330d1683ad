// The ticks under the columns they belong to: drag to any of them.

import { draw, make, put } from "./dom.js";

const Y = 15;

export class Scrubber {
  /**
   * @param {(tick: number) => void} go
   * @param {import("./graph.js").Graph} graph  whose columns it shares
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

  /** @param {import("./ticks.js").Tick[]} ticks */
  layout(ticks) {
    const { graph } = this;
    const half = graph.spacing / 2 - 5;
    const perStep = new Map();
    ticks.forEach((tick, n) => perStep.set(tick.t, [...(perStep.get(tick.t) ?? []), n]));
    this.place = ticks.map(() => [0, Y]);
    const last = Math.max(...ticks.map((tick) => tick.t ?? 0));
    const end = graph.x(last) + half + 3;
    for (const [t, numbers] of perStep)
      numbers.forEach((n, k) => {
        const share = (k + 0.5) / numbers.length;
        this.place[n] =
          t === null ? [end + 14 + 24 * k, Y] : [graph.x(t) - half + 2 * half * share, Y];
      });
    const first = this.place[0][0];
    this.done = draw("path.u-done");
    this.band = draw("rect.u-band", { y: 0, width: graph.spacing - 4, height: 30, rx: 9 });
    this.knob = draw("rect.u-knob", { width: 12, height: 20, rx: 3.5, y: Y - 10 });
    this.ring = draw("circle.u-ring", { r: 13, cy: Y });
    this.marks = ticks.map((tick, n) =>
      tick.t === null
        ? this.total(n, tick)
        : draw("rect.u-mark", { x: this.place[n][0] - 1.5, y: Y - 5, width: 3, height: 10, rx: 1 }),
    );
    const label = draw("text.u-lane", { x: 2, y: Y + 4.5 }, graph.narrow ? "fwd →" : "forward →");
    this.svg = draw(
      "svg.u-lanes",
      { viewBox: `0 0 ${graph.total} 30`, "aria-hidden": "true" },
      this.band,
      label,
      draw("path.u-track", { d: `M${first} ${Y}H${this.place.at(-1)[0]}` }),
      this.done,
      this.marks,
      this.knob,
      this.ring,
    );
    this.svg.style.width = `${graph.total / 16}em`;
    this.element.replaceChildren(this.svg);
    put(this.element, "aria-valuemax", ticks.length);
    this.first = first;
  }

  /** A mark for what belongs to no step: the total. */
  total(n, tick) {
    const [x] = this.place[n];
    const { nodes, symbols } = this.graph.recorded;
    const glyph = symbols[nodes[tick.out].name]?.glyph ?? "Σ";
    return draw(
      "g.u-mark.u-total",
      {},
      draw("circle", { cx: x, cy: Y, r: 9.5 }),
      draw("text.u-math", { x, y: Y + 4.5, "text-anchor": "middle" }, glyph),
    );
  }

  show(tick, now, text) {
    const [x] = this.place[now];
    this.marks.forEach((mark, n) => mark.classList.toggle("u-past", n <= now));
    put(this.done, "d", `M${this.first} ${Y}H${x}`);
    put(this.knob, "x", x - 6);
    put(this.ring, "cx", x);
    this.knob.style.display = tick.t === null ? "none" : "";
    this.ring.style.display = tick.t === null ? "" : "none";
    this.band.style.display = tick.t ? "" : "none";
    if (tick.t) put(this.band, "x", this.graph.x(tick.t) - this.graph.spacing / 2 + 2);
    put(this.element, "aria-valuenow", now + 1);
    put(this.element, "aria-valuetext", text);
  }

  grab(event) {
    const follow = ({ clientX }) => {
      const box = this.svg.getBoundingClientRect();
      const x = ((clientX - box.left) * this.graph.total) / box.width;
      let best = 0;
      this.place.forEach(([at], n) => {
        if (Math.abs(at - x) < Math.abs(this.place[best][0] - x)) best = n;
      });
      this.go(best);
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
