// The unrolled network: one diagram, built once and re-lit at every tick.

import { anatomy } from "../engine/anatomy.js";
import { draw, make, put, still, write } from "../kit/dom.js";
import { short } from "../kit/numbers.js";
import { Capsule } from "./capsules.js";
import { arrowHeads, Chip, DrawnEdge } from "./edges.js";
import { bent, isCrowded, placesOf, wayOf } from "./places.js";
import { glyphOf } from "./typeset.js";

const LETTER = 12; // smallest readable text
const TALL = 34; // a capsule with two rows in it
const LOW = 21;

export class Graph {
  /**
   * @param {import("../engine/recorded.js").Recorded} recorded
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
  }

  /** Lay the diagram out for a width in units of 1/16 em. @param {number} room */
  layout(room) {
    if (Math.abs(room - this.width) < 1) return false;
    this.width = room;
    const { parts, recorded } = this;
    const narrow = room < 400;
    const steps = recorded.steps;
    const left = parts.start.length ? (narrow ? 27 : 36) : 6;
    const right = narrow ? 28 : 26;
    const widest = Math.max(1, ...parts.rows.map((name) => this.count(name)));
    const least = Math.max(narrow ? 58 : 66, Math.min(widest * 8 + 26, 130));
    this.spacing = Math.max(least, (room - left - right) / (steps + 0.43));
    this.cell = Math.min(narrow ? 10 : 12, (this.spacing - 18) / widest);
    this.total = Math.max(room, left + right + this.spacing * (steps + 0.43));
    this.crowded = isCrowded(parts.blocks);
    this.element.classList.toggle("u-crowded", this.crowded);
    this.belt = recorded.program.layout?.belt ?? null;
    if (this.crowded) this.crowd(narrow, room, left, right);
    const own = Math.max(0, ...parts.start.map((i) => this.wide(recorded.nodes[i].name)));
    const start = Math.max(left, (this.crowded ? 14 : 10) + own / 2); // the name of the row stands before it
    this.x = (t) => (t === 0 ? start : left + this.spacing * (t - 0.08) + (narrow ? 4 : 2));
    if (this.crowded) {
      const { spots, floor } = this.places;
      this.y = new Map([...spots].map(([name, { y }]) => [name, y]));
      if (parts.input) this.y.set(parts.input, floor);
      if (parts.target) this.y.set(parts.target, 14);
      this.height = floor + 18;
      this.narrow = narrow;
      this.build();
      return true;
    }
    const pitch = narrow ? 49 : 55;
    this.y = new Map(
      parts.rows.map((name, n) => [name, 36 + pitch * (parts.rows.length - n) - 20]),
    );
    const floor = 36 + pitch * (parts.rows.length + (parts.input ? 1 : 0)) - 28;
    if (parts.input) this.y.set(parts.input, floor);
    if (parts.target) this.y.set(parts.target, 14);
    this.height = floor + 18;
    this.narrow = narrow;
    this.build();
    return true;
  }

  /** Find places where several values share a row. */
  crowd(narrow, room, left, right) {
    const { parts, recorded } = this;
    const { steps } = recorded;
    const wide = (row) => row.reduce((sum, block) => sum + 8.4 * this.count(block[0]) + 11, 8);
    const least = Math.max(...parts.blocks.map((row) => (row.length > 1 ? wide(row) : 0)));
    this.spacing = Math.max(least, (room - left - right) / (steps + 0.43));
    this.total = Math.max(room, left + right + this.spacing * (steps + 0.43));
    this.places = placesOf({
      rows: parts.blocks,
      count: (name) => this.count(name),
      belt: this.belt?.name,
      spacing: this.spacing,
      pitch: narrow ? 46 : 50,
      most: narrow ? 10 : 12,
    });
  }

  /** Where a value stands in its step; the input's tile has a place as well. */
  spot(name) {
    const { parts } = this;
    const own = this.crowded && this.places.spots.get(name);
    if (own) return own;
    const high = name === parts.input ? 30 : this.high(name);
    const wide = name === parts.input ? 30 : this.wide(name);
    return {
      dx: 0,
      y: this.y.get(name),
      high,
      wide,
      cell: this.cell,
      crowded: false,
      legend: false,
    };
  }

  count(name) {
    const i = this.node(name);
    return i === undefined ? 0 : this.recorded.values(i).length;
  }

  /** Width of a capsule. */
  wide(name) {
    const own = this.crowded && this.places?.spots.get(name);
    return own ? own.wide : this.count(name) * this.cell + 8;
  }

  /** Height of a capsule: two rows where letters or gradients stand below the values. */
  high(name) {
    const i = this.node(name);
    const graded = i !== undefined && this.recorded.gradients.has(i);
    return this.lettered(name) || graded ? TALL : LOW;
  }

  /** A node of that name: of the last step, or of the start. */
  node(name) {
    return this.recorded.find(name, this.recorded.steps) ?? this.recorded.find(name, 0);
  }

  build() {
    const { parts, recorded, total, height } = this;
    this.capsules = [];
    this.edges = [];
    this.chips = [];
    this.tiles = [];
    this.band = draw("rect.u-band", { y: 0, width: this.spacing - 4, height, rx: 9 });
    const edges = draw("g");
    const tops = draw("g");
    this.entry = -1; // the followed unit
    this.words = draw("g"); // above all else, where one is said
    const columns = draw("g");
    for (const edge of parts.edges) this.addEdge(edge, edges, tops);
    for (const node of parts.start) this.addCapsule(node, 0, columns);
    for (let t = 1; t <= recorded.steps; t++) {
      for (const name of parts.rows) this.addCapsule(recorded.find(name, t), t, columns);
      this.addInput(t, columns);
      this.addTarget(t, columns);
    }
    const [lane, marks] = this.beltParts();
    const label = `The network, unrolled over ${recorded.steps} steps`;
    this.svg = draw(
      "svg.u-diagram",
      { viewBox: `0 0 ${total} ${height}`, role: "img", "aria-label": label },
      arrowHeads(this.id),
      this.band,
      lane,
      edges,
      marks,
      columns,
      this.rowNames(),
      tops,
      this.words,
    );
    this.svg.style.width = `${total / 16}em`;
    this.element.replaceChildren(this.svg);
  }

  rowNames() {
    const { parts, recorded } = this;
    const target = recorded.program.leaves.find((leaf) => leaf.role === "target");
    const alone = parts.rows.filter((name) => !this.spot(name).crowded); // others have it above
    const rows = [parts.input, ...alone].filter(Boolean).map((name) => [name, name]);
    if (target && parts.target) rows.push([target.name, parts.target]);
    return draw(
      "g",
      {},
      rows.map(([name, row]) =>
        draw("text.u-math.u-row", { x: 1, y: this.y.get(row) + 5 }, ...glyphOf(recorded, name)),
      ),
    );
  }

  addCapsule(i, t, parent) {
    if (i === undefined) return;
    const { recorded } = this;
    const { name } = recorded.nodes[i];
    const { dx, y, cell, crowded, high, legend } = this.spot(name);
    const x = this.x(t) + (t ? dx : 0);
    const height = crowded ? high : this.high(name);
    const capsule = new Capsule(recorded, {
      i,
      gradient: recorded.gradients.get(i),
      t,
      x,
      y,
      height,
      cell,
      letters: this.lettered(name) ? recorded.labelsOf(i, 0) : null,
      legend,
      pick: () => this.pick(i),
    });
    if (t === 0)
      capsule.group.append(
        draw(
          "text.u-math",
          { x, y: y - height / 2 - 6, "text-anchor": "middle" },
          ...glyphOf(recorded, name),
          draw("tspan", { dy: 3, "font-size": LETTER }, "0"),
        ),
      );
    parent.append(capsule.group);
    this.capsules.push(capsule);
  }

  /** Whether a row shows the letters of its entries: the probabilities, or what comes last. */
  lettered(name) {
    const { rows } = this.parts;
    const labelled = rows.filter((row) => {
      const i = this.node(row);
      return i !== undefined && this.recorded.labelsOf(i, 0) !== null;
    });
    return labelled.at(-1) === name;
  }

  addInput(t, parent) {
    const i = this.recorded.find(this.parts.input, t);
    if (i === undefined) return;
    const [x, y] = [this.x(t), this.y.get(this.parts.input)];
    const text = draw("text.u-tile-letter", { x, y: y + 6, "text-anchor": "middle" });
    const corner = draw("path.u-corner", { d: `M${x + 5} ${y - 15}h10v10z` });
    const tile = draw(
      "g.u-hit.u-tile",
      { click: () => this.pick(i) },
      draw("rect", { x: x - 15, y: y - 15, width: 30, height: 30, rx: 6 }),
      text,
      corner,
    );
    parent.append(tile);
    this.tiles.push({ tile, text, i, t, name: this.parts.input });
  }

  addTarget(t, parent) {
    const { recorded, parts, narrow } = this;
    const i = recorded.leafAt("target", t);
    const loss = recorded.find(parts.target, t);
    if (i === undefined || loss === undefined) return;
    const x = this.x(t) - (narrow ? 16 : 20);
    const y = this.y.get(parts.target);
    const text = draw("text.u-tile-letter.u-small", { x, y: y + 5, "text-anchor": "middle" });
    const corner = draw("path.u-corner", { d: `M${x + 2} ${y - 12}h9v9z` });
    const value = draw("text.u-loss-value", {
      x: x + 16,
      y: y + 4.5,
      "data-name": parts.target,
      "data-t": t,
      "data-index": 0,
    });
    const tile = draw(
      "g.u-hit.u-tile.u-target",
      { click: () => this.pick(loss) },
      draw("rect", { x: x - 11, y: y - 12, width: 22, height: 24, rx: 5 }),
      text,
      corner,
      value,
    );
    parent.append(tile);
    this.tiles.push({ tile, text, i, t, name: recorded.nodes[i].name, loss, value });
  }

  addEdge(edge, parent, tops) {
    const { recorded } = this;
    const [from, to] = [recorded.nodes[edge.from], recorded.nodes[edge.to]];
    const role = edge.weight
      ? (recorded.symbols[edge.weight]?.role ?? "state")
      : recorded.role(edge.to);
    const { path, middle, aside, chip: look } = this.way(edge) ?? this.course(from, to);
    const quiet = look !== undefined;
    const drawn = new DrawnEdge(edge, { role, t: to.t, path, id: this.id, quiet });
    if (this.onBelt(from, to)) drawn.line.classList.add("u-on-belt");
    parent.append(drawn.line);
    if (edge.weight) {
      const chip = new Chip(recorded, drawn, middle, look);
      tops.append(chip.group);
      this.chips.push(chip);
    } else if (!this.narrow && !aside) {
      const last = to.t === recorded.steps; // its right side has no room
      drawn.word = draw(
        "text.u-edge-label",
        {
          x: middle[0] + (last ? -24 : 7),
          y: middle[1] + 4,
          "text-anchor": last ? "end" : "start",
        },
        edge.label,
      );
      this.words.append(drawn.word);
    }
    this.edges.push(drawn);
  }

  /** Whether an edge is a stretch of the belt. */
  onBelt(from, to) {
    return from.name === to.name && from.name === this.belt?.name;
  }

  /** The way of an edge of a crowded step; null where it is as it would be elsewhere. */
  way(edge) {
    const { recorded, parts, belt } = this;
    if (!this.crowded) return null;
    const [from, to] = [recorded.nodes[edge.from], recorded.nodes[edge.to]];
    const spot = ({ name, t }) => ({ ...this.spot(name), x: this.x(t), ...(t ? {} : { dx: 0 }) });
    const [a, b] = [spot(from), spot(to)];
    const same = from.t === to.t;
    if (this.onBelt(from, to)) {
      const out = a.x + a.dx + a.wide / 2 + 2;
      const into = b.x + b.dx - b.wide / 2 - 5;
      return { path: `M${out} ${a.y}H${into}`, middle: [out, a.y], aside: true, chip: {} };
    }
    if (!a.crowded && !b.crowded) {
      if (!same || from.name === parts.input) return null;
      if (a.dx === b.dx) return null;
      const x = b.x + Math.max(a.dx, b.dx) * 0.7;
      const path = `M${x} ${a.y - a.high / 2 - 3}V${b.y + b.high / 2 + 4}`;
      return { path, middle: [x + 15, (a.y + b.y) / 2], aside: !edge.weight };
    }
    const block = parts.blocks.flat().find((names) => names.includes(to.name)) ?? [];
    const before = !same;
    const below = parts.edges.filter(
      (other) => other.to === edge.to && !block.includes(recorded.nodes[other.from].name),
    );
    const rank = (other) => {
      const own = recorded.nodes[other.from];
      return own.name === parts.input ? 2 : own.t === to.t ? 1 : 0;
    };
    const entering = [...below].sort((p, q) => rank(p) - rank(q) || p.from - q.from);
    const place = entering.indexOf(edge);
    const mark = to.name === belt?.name && same ? this.markOf(from.name, to.t) : undefined;
    const chip = edge.weight
      ? { wide: Math.min(19, b.wide / entering.length), high: 16, bare: true }
      : {};
    const { points, middle } = wayOf({
      from: a,
      to: b,
      before,
      block: block.includes(from.name) && same,
      slot: (place + 0.5) / entering.length,
      lane:
        from.name === parts.input
          ? 0
          : before
            ? 1 + (from.name === belt?.name && from.name !== "h" ? 1 : 0)
            : 2,
      chip: Boolean(edge.weight),
      mark,
      spacing: this.spacing,
    });
    return { path: bent(points), middle, aside: true, chip };
  }

  /** Where something is done to what travels on the belt. */
  markOf(name, t) {
    const n = this.belt.marks.findIndex(({ by }) => by.includes(name));
    return n < 0 ? undefined : this.x(t) - this.spacing * (0.41 - 0.21 * n);
  }

  /** The belt itself, under all else, and above it what is done on it. */
  beltParts() {
    const { belt, recorded } = this;
    if (!this.crowded || !belt) return [[], []];
    const y = this.y.get(belt.name);
    const [x0, x1] = [this.x(0), this.x(recorded.steps) + this.spacing / 2];
    const lane = [
      draw("rect.u-lane-of", { x: x0, y: y - 9, width: x1 - x0, height: 18, rx: 9 }),
      draw("path.u-lane-line", { d: `M${x0} ${y}H${x1}` }),
    ];
    const marks = Array.from({ length: recorded.steps }, (_, s) =>
      belt.marks.map(({ sign, by }) => {
        const x = this.markOf(by[0], s + 1);
        const text = draw("text", { x, y: y + 4.6, "text-anchor": "middle" }, sign);
        return draw("g.u-belt-mark", {}, draw("circle", { cx: x, cy: y, r: 7 }), text);
      }),
    );
    return [lane, marks.flat()];
  }

  /** The way of an edge: straight up, around what lies between, or over from the step before. */
  course(from, to) {
    const { parts, narrow } = this;
    const [x, y0, y1] = [this.x(to.t), this.y.get(from.name), this.y.get(to.name)];
    const gap = this.recorded.gradients.size ? 3 : 0; // for the head of an arrow back
    const half = (name) =>
      name === parts.input ? 15 : name === parts.target ? 14 : this.high(name) / 2;
    if (from.t !== to.t) {
      const out = this.x(from.t) + this.wide(from.name) / 2 + 2 + gap;
      const into = x - this.wide(to.name) / 2;
      const middle = (out - 2 - gap + into) / 2;
      return {
        middle: [middle, (y0 + y1) / 2 + 1],
        path: `M${out} ${y0}C${middle + 2} ${y0} ${middle - 2} ${y1} ${into - 5} ${y1}`,
      };
    }
    const order = [parts.input, ...parts.rows, parts.target];
    const between = order.slice(order.indexOf(from.name) + 1, order.indexOf(to.name));
    if (between.length) {
      // around the right of what lies between
      const side = x + Math.max(...between.map((name) => this.wide(name))) / 2 + 6;
      const start = x + this.wide(from.name) / 2 + 1 + gap;
      const end = to.name === parts.target ? y1 + 11 : y1 + half(to.name) + 4;
      return {
        aside: true,
        middle: [side, (y0 + y1) / 2],
        path: `M${start} ${y0}Q${side} ${y0} ${side} ${y0 - 12}V${end + 8}Q${side} ${end} ${side - 9} ${end - 1}`,
      };
    }
    return {
      middle: [x + (narrow ? 15 : 17), (y0 - half(from.name) + y1 + half(to.name)) / 2],
      path: `M${x} ${y0 - half(from.name) - gap}V${y1 + half(to.name) + 4}`,
    };
  }

  /**
   * Light what happens at a tick.
   *
   * @param {import("../engine/ticks.js").Tick} tick
   * @param {number} now  its number
   * @param {(node: number) => number} when  number of the tick in which a node runs
   */
  show(tick, now, when) {
    const { recorded } = this;
    if (tick.t) put(this.band, "x", this.x(tick.t) - this.spacing / 2 + 2);
    this.band.style.display = tick.t ? "" : "none";
    for (const edge of this.edges) edge.show(now, when);
    const plain = (i) => (recorded.nodes[i].op === "transpose" ? recorded.nodes[i].in[0] : i);
    const used = new Set(
      tick.nodes
        .flatMap((i) => recorded.nodes[i].in ?? [])
        .map((i) => recorded.nodes[plain(i)].name)
        .filter(Boolean),
    );
    for (const chip of this.chips) chip.show(tick, now, when, used);
    const reached = new Set(
      this.edges.filter(({ goes }) => goes === "back").map(({ edge }) => edge.from),
    );
    for (const capsule of this.capsules) capsule.show(now, when, reached.has(capsule.i));
    const judged = new Set(
      this.edges.filter(({ goes }) => goes === "back").map(({ edge }) => edge.to),
    );
    for (const { tile, t, loss, i, value } of this.tiles) {
      const current =
        loss === undefined
          ? tick.out === i || tick.t === t
          : when(loss) === now || judged.has(loss);
      tile.classList.toggle("u-current", current);
      if (!value) continue;
      value.classList.toggle("u-has", when(loss) <= now);
      value.classList.toggle("u-strong", current || (tick.t === null && used.size === 0));
    }
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.scrollTo(tick.t)); // once it is laid out
  }

  /** Mark the followed unit where there are dials. @param {number} entry */
  follow(entry) {
    if (!this.crowded || entry === this.entry) return;
    this.entry = entry;
    for (const capsule of this.capsules) if (capsule.legend) capsule.follow(entry);
  }

  /** Bring the values up to date. */
  refresh() {
    const { recorded } = this;
    for (const capsule of this.capsules) capsule.refresh();
    for (const { tile, text, i, t, name, loss, value } of this.tiles) {
      write(text, recorded.letter(name, t) || "·");
      tile.classList.toggle("u-changed", recorded.anyEdited(i));
      if (!value) continue;
      put(value, "data-value", String(recorded.values(loss)[0]));
      write(value, short(recorded.values(loss)[0], 2));
    }
    for (const chip of this.chips) chip.refresh();
  }

  /** Keep the current column in view where the word is longer than the room. */
  scrollTo(t) {
    const box = this.element.parentElement;
    if (!box || box.scrollWidth <= box.clientWidth + 1 || !t) return;
    const scale = this.svg.clientWidth / this.total;
    box.scrollTo({
      left: this.x(t) * scale - box.clientWidth / 2,
      behavior: still() ? "auto" : "smooth",
    });
  }

  /** A square runs once along the lit edge; a circle, on the way back. */
  pulse() {
    const edge = this.edges.find(({ goes }) => goes !== "");
    if (!edge || still()) return;
    this.pulsing?.remove(); // who steps fast sees one at a time
    const { line } = edge;
    const back = edge.goes === "back";
    const dot = back
      ? draw("circle.u-pulse", { r: 5.5 })
      : draw("rect.u-pulse", { width: 10, height: 10, rx: 2, x: -5, y: -5 });
    dot.style.setProperty("--u-c", line.style.getPropertyValue("--u-c"));
    this.pulsing = dot;
    this.svg.append(dot);
    let length = 0;
    const start = performance.now();
    const step = (now) => {
      length ||= line.getTotalLength();
      const u = Math.max(0, Math.min(1, (now - start) / 420));
      const way = u * u * (3 - 2 * u);
      const { x, y } = line.getPointAtLength(length * (back ? 1 - way : way));
      dot.setAttribute("transform", `translate(${x} ${y})`);
      if (u < 1 && dot.isConnected) requestAnimationFrame(step);
      else dot.remove();
    };
    requestAnimationFrame(step); // not now: it would be laid out twice
  }
}
