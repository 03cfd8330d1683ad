// The edges of the graph: solid on the way forward, dashed and turned round on the way back,
// and on them the weights that every step shares.

import { draw, put } from "../../kit/dom.js";
import { glyphOf } from "../typeset.js";

const HEADS = [
  ...["input", "recurrent", "output", "state", "loss", "gradient", "gate"].map((role) => [
    role,
    11,
  ]),
  ["soft", 7],
  ["turned", 7],
];

/** The heads of arrows, for edges to point to by `id`. @param {string} id */
export const arrowHeads = (id) =>
  draw(
    "defs",
    {},
    HEADS.map(([role, size]) =>
      draw(
        "marker",
        {
          id: `${id}-${role}`,
          viewBox: "0 0 8 8",
          refX: 6.5,
          refY: 4,
          orient: "auto-start-reverse",
          markerWidth: size,
          markerHeight: size,
          markerUnits: "userSpaceOnUse",
        },
        draw("path", {
          d: "M0 .6 7.5 4 0 7.4z",
          style: `fill: var(--u-${role === "turned" ? "gradient" : role})`,
        }),
      ),
    ),
  );

export class DrawnEdge {
  /**
   * @param {import("../../engine/anatomy.js").Edge} edge
   * @param {{role: string, t: number, path: string, id: string, quiet?: boolean, crossed?: boolean}} look
   *   a quiet one has a head only when it is lit; one that others cross lies above them then
   */
  constructor(edge, { role, t, path, id, quiet = false, crossed = true }) {
    this.edge = edge;
    this.role = role;
    this.t = t;
    this.id = id;
    this.quiet = quiet;
    this.crossed = crossed;
    this.line = draw("path.u-edge", { d: path });
    this.colour = "";
    this.word = null; // the function on the way, where there is room for it
  }

  /**
   * @param {number} now
   * @param {(node: number) => number} when
   */
  show(now, when) {
    const { edge, line, word, id, role } = this;
    const back = edge.back === undefined ? Infinity : when(edge.back);
    const ahead = when(edge.first);
    this.goes = ahead === now ? "forward" : back === now ? "back" : "";
    const turned = back <= now;
    const lit = this.goes !== "";
    put(
      line,
      "class",
      `u-edge${lit ? " u-lit" : ahead < now ? " u-past" : ""}${turned ? " u-turned" : ""}`,
    );
    const colour = `var(--u-${turned ? "gradient" : role})`;
    const head = `url(#${id}-${turned ? (lit ? "gradient" : "turned") : lit ? role : "soft"})`;
    const headless = this.quiet && !lit;
    put(line, "marker-end", turned || headless ? "none" : head);
    put(line, "marker-start", turned && !headless ? head : "none");
    word?.classList.toggle("u-on", lit);
    if (lit && this.crossed) line.parentNode?.append(line); // all beside it get a new style
    if (colour === this.colour) return; // setting it again would cost a new style
    this.colour = colour;
    for (const part of [line, word]) part?.style.setProperty("--u-c", colour);
  }
}

/** The letter of a shared weight on its edge, and whether its share has been added. */
export class Chip {
  /**
   * @param {import("../../engine/recorded.js").Recorded} recorded
   * @param {DrawnEdge} edge
   * @param {number[]} middle
   * @param {{wide: number, high?: number, bare?: boolean}} look  bare: without what is raised
   */
  constructor(recorded, edge, [x, y], { wide, high = 19, bare = false }) {
    this.recorded = recorded;
    this.edge = edge;
    this.weight = edge.edge.weight;
    const { gradient, role = "state" } = recorded.symbols[this.weight] ?? {};
    this.gradient = gradient;
    this.share = [...recorded.totals].find(
      ([i, total]) => total.name === gradient && recorded.nodes[i].t === edge.t,
    )?.[0];
    this.group = draw(
      "g.u-chip",
      {},
      draw("rect", { x: x - wide / 2, y: y - high / 2, width: wide, height: high, rx: 5 }),
      draw(
        "text.u-math",
        { x, y: y + 4.8, "text-anchor": "middle" },
        ...glyphOf(recorded, this.weight).slice(0, bare ? 1 : 2),
      ),
      draw("path.u-corner", { d: `M${x + wide / 2 - 8.5} ${y - high / 2 - 0.5}h9v9z` }),
      this.share === undefined
        ? null
        : draw("circle.u-share", { cx: x + wide / 2 + 0.5, cy: y - high / 2 + 1.5, r: 3.6 }),
    );
    this.group.style.setProperty("--u-c", `var(--u-${role})`);
  }

  /** @param {import("./graph.js").Moment} moment */
  show({ tick, now, when, used }) {
    const { group, edge, share } = this;
    const sharing = tick.total !== null && tick.total.name === this.gradient;
    const added = share !== undefined && when(share) <= now;
    group.classList.toggle("u-shared", used.has(this.weight) || sharing);
    group.classList.toggle("u-here", edge.goes !== "" || (sharing && edge.t === tick.t));
    group.classList.toggle("u-back", tick.back);
    group.classList.toggle("u-added", added);
    group.classList.toggle("u-due", tick.back && !added);
  }

  refresh() {
    const i = this.recorded.find(this.weight, null);
    this.group.classList.toggle("u-changed", this.recorded.anyEdited(i));
  }
}
