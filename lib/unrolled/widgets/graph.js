// The unrolled network: one diagram, built once and re-lit at every tick.

import { anatomy } from "./anatomy.js";
import { draw, make, put, still, write } from "./dom.js";
import { short } from "./numbers.js";
import { tint } from "./tint.js";

const ROLES = ["input", "recurrent", "output", "state", "loss", "gradient", "gate", "soft"];
const LETTER = 12; // smallest readable text

export class Graph {
  /**
   * @param {import("./recorded.js").Recorded} recorded
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
    this.x = (t) => (t === 0 ? left : left + this.spacing * (t - 0.08) + (narrow ? 4 : 2));
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

  count(name) {
    const i = this.node(name);
    return i === undefined ? 0 : this.recorded.values(i).length;
  }

  /** A node of that name: of the last step, or of the start. */
  node(name) {
    return this.recorded.find(name, this.recorded.steps) ?? this.recorded.find(name, 0);
  }

  build() {
    const { parts, recorded, total, height } = this;
    this.capsules = new Map(); // node -> its drawing
    this.edges = [];
    this.chips = [];
    this.tiles = [];
    this.band = draw("rect.u-band", { y: 0, width: this.spacing - 4, height, rx: 9 });
    const edges = draw("g");
    const tops = draw("g");
    this.words = draw("g"); // above all else, where one is said
    const columns = draw("g");
    for (const edge of parts.edges) this.addEdge(edge, edges, tops);
    for (const node of parts.start) this.addCapsule(node, 0, columns);
    for (let t = 1; t <= recorded.steps; t++) {
      for (const name of parts.rows) this.addCapsule(recorded.find(name, t), t, columns);
      this.addInput(t, columns);
      this.addTarget(t, columns);
    }
    const label = `The network, unrolled over ${recorded.steps} steps`;
    this.svg = draw(
      "svg.u-diagram",
      { viewBox: `0 0 ${total} ${height}`, role: "img", "aria-label": label },
      this.arrowHeads(),
      this.band,
      edges,
      columns,
      this.rowNames(),
      tops,
      this.words,
    );
    this.svg.style.width = `${total / 16}em`;
    this.element.replaceChildren(this.svg);
  }

  arrowHeads() {
    return draw(
      "defs",
      {},
      ROLES.map((role) =>
        draw(
          "marker",
          {
            id: `${this.id}-${role}`,
            viewBox: "0 0 8 8",
            refX: 6.5,
            refY: 4,
            orient: "auto",
            markerWidth: role === "soft" ? 7 : 11,
            markerHeight: role === "soft" ? 7 : 11,
            markerUnits: "userSpaceOnUse",
          },
          draw("path", { d: "M0 .6 7.5 4 0 7.4z", style: `fill: var(--u-${role})` }),
        ),
      ),
    );
  }

  rowNames() {
    const { parts, recorded } = this;
    const own = parts.start.map((i) => recorded.nodes[i].name); // h has its name above h0
    const names = [parts.input, ...parts.rows.filter((name) => !own.includes(name))];
    const labels = names
      .filter(Boolean)
      .map((name) =>
        draw(
          "text.u-math.u-row",
          { x: 3, y: this.y.get(name) + 5 },
          recorded.symbols[name]?.glyph ?? name,
        ),
      );
    const target = [...recorded.leaves.values()].find((leaf) => leaf.role === "target");
    if (target && parts.target) {
      labels.push(
        draw(
          "text.u-math.u-row",
          { x: 3, y: this.y.get(parts.target) + 5 },
          recorded.symbols[target.name]?.glyph ?? target.name,
        ),
      );
    }
    return draw("g", {}, labels);
  }

  addCapsule(i, t, parent) {
    if (i === undefined) return;
    const { recorded, cell } = this;
    const { name } = recorded.nodes[i];
    const role = recorded.role(i);
    const values = recorded.values(i);
    const [w, x0] = [values.length * cell + 8, this.x(t)];
    const labels = this.lettered(name) ? recorded.labelsOf(i, 0) : null;
    const h = labels ? 34 : 21;
    const y = this.y.get(name) - h / 2;
    const box = draw("rect.u-capsule", { x: x0 - w / 2, y, width: w, height: h, rx: 6 });
    const squares = [...values].map((_, e) =>
      this.square(i, e, x0 - w / 2 + 4 + e * cell, y + 4, role),
    );
    const letters =
      labels && cell >= 7
        ? labels.map((letter, e) =>
            draw(
              "text.u-letter",
              { x: x0 - w / 2 + 4 + (e + 0.5) * cell, y: y + 30, "text-anchor": "middle" },
              letter,
            ),
          )
        : [];
    const group = draw(
      "g.u-hit",
      { click: () => this.pick(i) },
      draw("title", {}, `${recorded.symbols[name]?.words ?? name}, step ${t}`),
      box,
      squares,
      letters,
    );
    if (t === 0) {
      const glyph = recorded.symbols[name]?.glyph ?? name;
      group.append(
        draw(
          "text.u-math",
          { x: x0, y: y - 6, "text-anchor": "middle" },
          glyph,
          draw("tspan", { dy: 3, "font-size": LETTER }, "0"),
        ),
      );
    }
    group.style.setProperty("--u-c", `var(--u-${role})`);
    parent.append(group);
    this.capsules.set(i, { group, box, squares, letters, t, w, h, y: y + h / 2 });
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

  square(i, e, x, y, role) {
    const { cell } = this;
    const { name, t } = this.recorded.nodes[i];
    const size = cell - 1.6;
    return draw(
      "g.u-square",
      { "data-name": name, "data-t": t, "data-index": e, "data-role": role },
      draw("rect", { x: x + 0.8, y, width: size, height: cell - 0.5, rx: 1.5 }),
      draw("path.u-minus", { d: `M${x + 2} ${y + cell - 1.5}l${cell - 4} ${3 - cell}` }),
      draw("path.u-corner", { d: `M${x + cell - 6} ${y - 1}h6v6z` }),
    );
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
    const leaf = [...recorded.leaves.values()].find((one) => one.role === "target" && one.t === t);
    const loss = recorded.find(parts.target, t);
    if (!leaf || loss === undefined) return;
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
    this.tiles.push({ tile, text, i: leaf.node, t, name: leaf.name, loss, value });
  }

  addEdge(edge, parent, tops) {
    const { recorded } = this;
    const [from, to] = [recorded.nodes[edge.from], recorded.nodes[edge.to]];
    const role = edge.weight
      ? (recorded.symbols[edge.weight]?.role ?? "state")
      : recorded.role(edge.to);
    const { path, middle, aside } = this.course(from, to);
    const line = draw("path.u-edge", { d: path });
    line.style.setProperty("--u-c", `var(--u-${role})`);
    parent.append(line);
    const drawn = { ...edge, line, role, t: to.t };
    if (edge.weight) {
      const glyph = recorded.symbols[edge.weight]?.glyph ?? edge.weight;
      const [x, y] = middle;
      const chip = draw(
        "g.u-chip",
        {},
        draw("rect", { x: x - 9.5, y: y - 9.5, width: 19, height: 19, rx: 5 }),
        draw("text.u-math", { x, y: y + 4.8, "text-anchor": "middle" }, glyph),
        draw("path.u-corner", { d: `M${x + 1} ${y - 10}h9v9z` }),
      );
      chip.style.setProperty("--u-c", `var(--u-${role})`);
      tops.append(chip);
      this.chips.push({ chip, weight: edge.weight, edge: drawn });
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
      drawn.word.style.setProperty("--u-c", `var(--u-${role})`);
      this.words.append(drawn.word);
    }
    this.edges.push(drawn);
  }

  /** The way of an edge: straight up, around what lies between, or over from the step before. */
  course(from, to) {
    const { parts, cell, narrow } = this;
    const [x, y0, y1] = [this.x(to.t), this.y.get(from.name), this.y.get(to.name)];
    const half = (name) =>
      name === parts.input ? 15 : this.lettered(name) ? 17 : name === parts.target ? 14 : 10.5;
    if (from.t !== to.t) {
      const before = this.x(from.t);
      const out = (this.count(from.name) * cell + 8) / 2;
      const into = (this.count(to.name) * cell + 8) / 2;
      const middle = (before + out + x - into) / 2;
      return {
        middle: [middle, (y0 + y1) / 2 + 1],
        path: `M${before + out + 2} ${y0}C${middle + 2} ${y0} ${middle - 2} ${y1} ${x - into - 5} ${y1}`,
      };
    }
    const order = [parts.input, ...parts.rows, parts.target];
    const between = order.indexOf(to.name) - order.indexOf(from.name) - 1;
    if (between > 0) {
      // around the right of what lies between
      const widest = Math.max(
        ...order
          .slice(order.indexOf(from.name) + 1, order.indexOf(to.name))
          .map((name) => this.count(name) * cell + 8),
      );
      const side = x + widest / 2 + 6;
      const start = x + (this.count(from.name) * cell + 8) / 2;
      const end = to.name === parts.target ? y1 + 11 : y1 + half(to.name) + 4;
      return {
        aside: true,
        middle: [side, (y0 + y1) / 2],
        path: `M${start + 1} ${y0}Q${side} ${y0} ${side} ${y0 - 12}V${end + 8}Q${side} ${end} ${side - 9} ${end - 1}`,
      };
    }
    const shift = this.recorded.leaves.size && from.name === parts.input ? (narrow ? 15 : 17) : 0;
    return {
      middle: [x + (shift || (narrow ? 15 : 17)), (y0 - half(from.name) + y1 + half(to.name)) / 2],
      path: `M${x} ${y0 - half(from.name)}V${y1 + half(to.name) + 4}`,
    };
  }

  /**
   * Light what happens at a tick.
   *
   * @param {import("./ticks.js").Tick} tick
   * @param {number} now  its number
   * @param {(node: number) => number} when  number of the tick in which a node runs
   */
  show(tick, now, when) {
    const { recorded } = this;
    if (tick.t) put(this.band, "x", this.x(tick.t) - this.spacing / 2 + 2);
    this.band.style.display = tick.t ? "" : "none";
    for (const edge of this.edges) {
      const at = when(edge.first);
      const lit = at === now;
      put(edge.line, "class", `u-edge${lit ? " u-lit" : at < now ? " u-past" : ""}`);
      put(edge.line, "marker-end", `url(#${this.id}-${lit ? edge.role : "soft"})`);
      edge.word?.classList.toggle("u-on", lit);
    }
    const used = new Set(
      tick.nodes
        .flatMap((i) => recorded.nodes[i].in ?? [])
        .map((i) => recorded.nodes[i].name)
        .filter(Boolean),
    );
    for (const { chip, weight, edge } of this.chips) {
      chip.classList.toggle("u-shared", used.has(weight));
      chip.classList.toggle("u-here", when(edge.first) === now);
    }
    for (const [i, capsule] of this.capsules) {
      const has = capsule.t === 0 || when(i) <= now;
      capsule.group.classList.toggle("u-has", has);
      capsule.group.classList.toggle("u-lit", when(i) === now);
    }
    for (const { tile, t, loss, i, value } of this.tiles) {
      const current = loss === undefined ? tick.out === i || tick.t === t : when(loss) === now;
      tile.classList.toggle("u-current", current);
      if (value) value.classList.toggle("u-has", when(loss) <= now);
      if (value)
        value.classList.toggle(
          "u-strong",
          when(loss) === now || (tick.t === null && used.size === 0),
        );
    }
    this.scrollTo(tick.t);
  }

  /** Bring the values up to date. */
  refresh() {
    const { recorded } = this;
    for (const [i, { squares, letters, t }] of this.capsules) {
      const values = recorded.values(i);
      const target = t
        ? [...recorded.leaves.values()].find((leaf) => leaf.role === "target" && leaf.t === t)
        : null;
      squares.forEach((square, e) => {
        put(square, "data-value", String(values[e]));
        square.firstChild.style.fill = tint(values[e], square.dataset.role, 92);
        square.classList.toggle("u-negative", values[e] < 0);
        square.classList.toggle("u-changed", recorded.changed(i, e));
      });
      letters.forEach((letter, e) =>
        letter.classList.toggle("u-right", Boolean(target) && recorded.hot(target.node) === e),
      );
    }
    for (const { tile, text, i, t, name, loss, value } of this.tiles) {
      write(text, recorded.letter(name, t) || "·");
      tile.classList.toggle(
        "u-changed",
        [...recorded.values(i).keys()].some((e) => recorded.edited(i, e)),
      );
      if (!value) continue;
      put(value, "data-value", String(recorded.values(loss)[0]));
      write(value, short(recorded.values(loss)[0], 2));
    }
    for (const { chip, weight } of this.chips) {
      const i = recorded.find(weight, null);
      chip.classList.toggle(
        "u-changed",
        [...recorded.values(i).keys()].some((e) => recorded.edited(i, e)),
      );
    }
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

  /** A square runs once along the lit edge. */
  pulse() {
    const line = this.edges.find((edge) => edge.line.classList.contains("u-lit"))?.line;
    if (!line || still()) return;
    const dot = draw("rect.u-pulse", { width: 10, height: 10, rx: 2, x: -5, y: -5 });
    dot.style.setProperty("--u-c", line.style.getPropertyValue("--u-c"));
    this.svg.append(dot);
    const length = line.getTotalLength();
    const start = performance.now();
    const step = (now) => {
      const u = Math.min(1, (now - start) / 420);
      const { x, y } = line.getPointAtLength(length * u * u * (3 - 2 * u));
      dot.setAttribute("transform", `translate(${x} ${y})`);
      if (u < 1 && dot.isConnected) requestAnimationFrame(step);
      else dot.remove();
    };
    step(start);
  }
}
