// The unrolled network: one diagram, built once and re-lit at every tick.  Where everything
// stands is for its plan to say.

import { anatomy } from "../../engine/anatomy.js";
import { draw, make, put, still } from "../../kit/dom.js";
import { glyphOf } from "../typeset.js";
import { lanesOf, marksOf } from "./belts.js";
import { Capsule } from "./capsules.js";
import { arrowHeads, Chip, DrawnEdge } from "./edges.js";
import { FoldedPlan } from "./folded_plan.js";
import { initials } from "./measures.js";
import { planOf } from "./plan.js";
import { Pulse } from "./pulse.js";
import { InputTile, TargetTile } from "./tiles.js";

const LETTER = 12; // smallest readable text

/**
 * @typedef {object} Moment  what happens at a tick
 * @property {import("../../engine/ticks.js").Tick} tick
 * @property {number} now  its number
 * @property {(node: number) => number} when  number of the tick in which a node runs
 * @property {Set<string>} used  names that the tick uses
 * @property {Set<number>} reached  values at which a gradient arrives
 * @property {Set<number>} judged  values from which a gradient leaves
 */

export class Graph {
  /**
   * @param {import("../../engine/recorded.js").Recorded} recorded
   * @param {(node: number) => void} pick  called with the value that was clicked
   * @param {string} id  unique in the page, for the arrow heads
   */
  constructor(recorded, pick, id) {
    this.recorded = recorded;
    this.pick = pick;
    this.id = id;
    this.parts = anatomy(recorded);
    this.element = make("div.u-net");
    this.width = 0;
    this.folded = false;
  }

  /** Lay the diagram out for a width in units of 1/16 em. @param {number} room */
  layout(room) {
    if (Math.abs(room - this.width) < 1) return false;
    this.width = room;
    this.plan = planOf(this.recorded, this.parts, room); // of the steps, drawn or not
    this.element.classList.toggle("u-wide", this.plan.total > room + 1); // and scrolls
    this.build();
    return true;
  }

  /** Show one step, with a loop, in place of all; or all again. @param {boolean} on */
  fold(on) {
    this.folded = on;
    if (this.width) this.build();
  }

  // ---- building ---------------------------------------------------------------------

  build() {
    this.drawn = this.folded ? new FoldedPlan(this.recorded, this.parts, this.width) : this.plan;
    const { drawn: plan, recorded } = this;
    const { total, height, spacing } = plan;
    const belted = plan.belts.length > 0;
    this.capsules = [];
    this.edges = [];
    this.chips = [];
    this.tiles = [];
    this.entry = -1; // the followed unit
    this.band = draw("rect.u-band", { y: 0, width: spacing - 4, height, rx: 9 });
    this.words = draw("g"); // above all else, where one is said
    const [edges, tops, columns] = [draw("g"), draw("g"), draw("g")];
    for (const edge of this.parts.edges) this.addEdge(edge, edges, tops);
    this.addColumns(columns);
    const how = this.folded ? "folded up" : `unrolled over ${recorded.steps} steps`;
    this.svg = draw(
      "svg.u-diagram",
      { viewBox: `0 0 ${total} ${height}`, role: "img", "aria-label": `The network, ${how}` },
      arrowHeads(this.id),
      this.band,
      belted ? lanesOf(plan, recorded.steps) : [],
      edges,
      belted ? marksOf(plan, recorded.steps) : [],
      columns,
      this.rowNames(),
      tops,
      this.words,
    );
    this.svg.style.width = `${total / 16}em`;
    this.svg.classList.toggle("u-folded", this.folded);
    this.pulsing = new Pulse(this.svg);
    this.element.replaceChildren(this.svg);
  }

  addColumns(parent) {
    const { parts, recorded } = this;
    for (const node of parts.start) this.addCapsule(node, 0, parent);
    for (let t = 1; t <= recorded.steps; t++) {
      for (const name of parts.rows) this.addCapsule(recorded.find(name, t), t, parent);
      this.addInput(t, parent);
      this.addTarget(t, parent);
    }
  }

  /** The names of rows with one value; those in blocks have theirs above them. */
  rowNames() {
    const { parts, recorded, drawn: plan } = this;
    const target = recorded.program.leaves.find((leaf) => leaf.role === "target");
    const started = new Set(parts.start.map((i) => recorded.nodes[i].name)); // name above it
    const starts = (name) => started.has(name) && recorded.find(name, 1) === undefined;
    const alone = parts.rows.filter((name) => !plan.spot(name).crowded && !starts(name));
    const rows = [parts.input, ...alone].filter(Boolean).map((name) => [name, name]);
    if (target && parts.target) rows.push([target.name, parts.target]);
    return draw(
      "g",
      {},
      rows.map(([name, row]) =>
        draw("text.u-math.u-row", { x: 1, y: plan.spot(row).y + 5 }, ...glyphOf(recorded, name)),
      ),
    );
  }

  addCapsule(i, t, parent) {
    const { recorded, drawn: plan } = this;
    if (i === undefined || recorded.nodes[i].t !== t) return; // what only another step has
    const { name } = recorded.nodes[i];
    const { dx, y, cell, tall, legend } = plan.spot(name);
    const x = plan.at(i) + (t ? dx : 0);
    const capsule = new Capsule(recorded, {
      i,
      gradient: recorded.gradients.get(i),
      t,
      x,
      y,
      height: tall,
      cell,
      letters: plan.measures.lettered(name) ? initials(recorded.labelsOf(i, 0)) : null,
      legend: legend && t > 0, // a start has its name above it
      pick: () => this.pick(i),
    });
    if (t === 0) capsule.group.append(this.startName(name, x, y - tall / 2 - 6));
    parent.append(capsule.group);
    this.capsules.push(capsule);
  }

  startName(name, x, y) {
    const first = this.recorded.alike(name) ? "0" : "1"; // the step that reads it has its index
    const index = draw("tspan", { dy: 3, "font-size": LETTER }, first);
    const glyph = glyphOf(this.recorded, name);
    return draw("text.u-math", { x, y, "text-anchor": "middle" }, ...glyph, index);
  }

  addInput(t, parent) {
    const { drawn: plan, parts } = this;
    const i = this.recorded.find(parts.input, t);
    if (i === undefined) return;
    const { y } = plan.spot(parts.input);
    const longest = plan.measures.longest(i);
    const pick = () => this.pick(i);
    this.addTile(new InputTile({ i, t, x: plan.x(t), y, longest, pick }), parent);
  }

  addTarget(t, parent) {
    const { recorded, parts, drawn: plan } = this;
    const i = recorded.leafAt("target", t);
    const loss = recorded.find(parts.target, t);
    if (i === undefined || loss === undefined) return;
    const x = plan.x(t) - (plan.narrow ? 16 : 20);
    const { y } = plan.spot(parts.target);
    const pick = () => this.pick(loss);
    const longest = plan.measures.longest(i);
    this.addTile(new TargetTile({ i, t, x, y, longest, pick, loss, name: parts.target }), parent);
  }

  addTile(tile, parent) {
    parent.append(tile.group);
    this.tiles.push(tile);
  }

  addEdge(edge, parent, tops) {
    const { recorded, drawn: plan } = this;
    const [from, to] = [recorded.nodes[edge.from], recorded.nodes[edge.to]];
    const role = edge.weight
      ? (recorded.symbols[edge.weight]?.role ?? "state")
      : recorded.role(edge.to);
    const route = plan.route(edge);
    const { path, middle, aside, chip: look, quiet } = route;
    const { crossed } = plan;
    const drawn = new DrawnEdge(edge, { role, t: to.t, path, id: this.id, quiet, crossed });
    const belt = from.name === to.name && plan.belts.some(({ name }) => name === from.name);
    if (belt) drawn.line.classList.add("u-on-belt");
    parent.append(drawn.line);
    if (edge.weight) {
      const wide = plan.measures.chip(edge.weight);
      const chip = new Chip(recorded, drawn, middle, { wide, ...look });
      tops.append(chip.group);
      this.chips.push(chip);
    } else if (!plan.narrow && !aside) this.words.append(this.wordOf(drawn, middle));
    this.edges.push(drawn);
  }

  /**
   * The function on the way of an edge; right of the last step there is no room for it.
   *
   * @param {DrawnEdge} drawn
   * @param {number[]} place
   */
  wordOf(drawn, [x, y]) {
    const last = drawn.t === this.recorded.steps;
    drawn.word = draw(
      "text.u-edge-label",
      { x: x + (last ? -24 : 7), y: y + 4, "text-anchor": last ? "end" : "start" },
      drawn.edge.label,
    );
    return drawn.word;
  }

  // ---- showing ----------------------------------------------------------------------

  /**
   * Light what happens at a tick.
   *
   * @param {import("../../engine/ticks.js").Tick} tick
   * @param {number} now  its number
   * @param {(node: number) => number} when  number of the tick in which a node runs
   */
  show(tick, now, when) {
    if (tick.t) put(this.band, "x", this.plan.x(tick.t) - this.plan.spacing / 2 + 2);
    this.band.style.display = tick.t && !this.folded ? "" : "none";
    if (this.folded) this.only(tick.t ?? this.recorded.steps);
    for (const edge of this.edges) edge.show(now, when);
    const turned = this.edges.filter(({ goes }) => goes === "back").map(({ edge }) => edge);
    const moment = {
      tick,
      now,
      when,
      used: this.usedBy(tick),
      reached: new Set(turned.map(({ from }) => from)),
      judged: new Set(turned.map(({ to }) => to)),
    };
    for (const chip of this.chips) chip.show(moment);
    for (const capsule of this.capsules) capsule.show(moment);
    for (const tile of this.tiles) tile.show(moment);
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.scrollTo(tick.t)); // once it is laid out
  }

  /** Of what lies on one place, show a step. @param {number} t */
  only(t) {
    const groups = [...this.capsules, ...this.tiles].map((part) => [part.t, part.group]);
    const chips = this.chips.map(({ edge, group }) => [edge.t, group]);
    const ways = this.edges.flatMap((edge) => [edge.line, edge.word].map((part) => [edge.t, part]));
    for (const [own, part] of [...groups, ...chips, ...ways])
      if (part) part.style.display = own === t ? "" : "none";
  }

  /** The names that a tick uses; U⊤ is U. */
  usedBy(tick) {
    const { nodes } = this.recorded;
    const plain = (i) => (nodes[i].op === "transpose" ? nodes[i].in[0] : i);
    const names = tick.nodes.flatMap((i) => nodes[i].in ?? []).map((i) => nodes[plain(i)].name);
    return new Set(names.filter(Boolean));
  }

  /** Mark the followed unit where there are dials. @param {number} entry */
  follow(entry) {
    if (!this.plan.crowded || entry === this.entry) return;
    this.entry = entry;
    for (const capsule of this.capsules) if (capsule.legend) capsule.follow(entry);
  }

  /** Bring the values up to date. */
  refresh() {
    for (const capsule of this.capsules) capsule.refresh();
    for (const tile of this.tiles) tile.refresh(this.recorded);
    for (const chip of this.chips) chip.refresh();
  }

  /** Keep the current column, and what is lit in it, in view where the room is smaller. */
  scrollTo(t) {
    const box = this.element.parentElement;
    if (!box || this.folded || !t) return;
    const [wide, high] = [box.scrollWidth > box.clientWidth + 1, isHigher(box)];
    if (!wide && !high) return;
    const scale = this.svg.clientWidth / this.plan.total;
    box.scrollTo({
      left: this.plan.x(t) * scale - box.clientWidth / 2,
      top: high ? placeOfLit(box) : 0,
      behavior: still() ? "auto" : "smooth",
    });
  }

  /** Let something run along the lit edge. */
  pulse() {
    this.pulsing.run(this.edges.find(({ goes }) => goes !== ""));
  }
}

/** Whether a diagram is higher than its room, as it may be on a projector. @param {Element} box */
const isHigher = (box) =>
  getComputedStyle(box).overflowY === "auto" && box.scrollHeight > box.clientHeight + 1;

/** How far to scroll down to see what is lit; as far as now where nothing is. @param {Element} box */
function placeOfLit(box) {
  const lit = box.querySelector(":is(.u-lit, .u-reached):not(.u-edge)");
  if (!lit) return box.scrollTop;
  const { top, height } = lit.getBoundingClientRect();
  const middle = top + height / 2 - box.getBoundingClientRect().top + box.scrollTop;
  const foot = box.lastElementChild?.clientHeight ?? 0; // the way through all ticks stays below
  return middle - (box.clientHeight - foot) / 2;
}
