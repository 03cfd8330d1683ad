// What stands in a chart at single numbers: dots, names on the x axis, rules across it.

import { draw, put, write } from "./dom.js";

const PIN = 13; // room of a letter on the x axis
const LETTER = 7.5; // and of one in a name, so that names stay between the edges

/** @typedef {import("./chart.js").Chart} Chart */
/** @typedef {{x: number, y: number, value?: number, text?: string, t?: any, below?: boolean, high?: boolean}} Dot */
/** @typedef {{x: number, text: string, value?: number, t?: any}} Pin */

/** A group in the colour of a role. @param {string} role @param {...Element} parts */
function coloured(role, ...parts) {
  const group = draw("g", {}, parts);
  group.style.setProperty("--u-c", `var(--u-${role})`);
  return group;
}

/**
 * What tests, and readers of the page, find on a mark.
 *
 * @param {string} name
 * @param {number} index
 * @param {any} t
 * @param {number} value
 */
const factsOf = (name, index, t, value) => ({
  ...{ "data-name": name, "data-index": index, "data-t": t, "data-value": value },
});

/**
 * Dots, each with its number in full and, if it has one, a name beside it.
 *
 * @param {Chart} chart
 * @param {string} name
 * @param {string} role
 * @param {string} [look]  `.u-hollow` for what is not there yet
 */
export function dots(chart, name, role, look = "") {
  const group = coloured(role);
  chart.marks.append(group);
  const fresh = () =>
    draw("g", {}, draw(`circle.u-dot${look}`, { r: 4.5 }), draw("text.u-dot-name"));
  const show = (/** @type {Dot} */ point, /** @type {number} */ i) => {
    const { x, y, value = y, text = "", t = "", below = false, high = false } = point;
    const dot = group.children[i] ?? group.appendChild(fresh());
    chart.stand(dot, x, y);
    for (const [key, fact] of Object.entries(factsOf(name, i, t, value))) put(dot, key, fact);
    const label = dot.lastChild;
    put(label, "y", below ? 17 : high ? -26 : -9);
    const [left, half] = [chart.left(x), (text.length * LETTER) / 2];
    const { left: first, right: last } = chart.edges;
    const anchor = left + half > last ? "end" : left - half < first ? "start" : "middle";
    put(label, "text-anchor", anchor);
    write(label, text);
  };
  const set = chart.item((/** @type {Dot[]} */ points) => {
    while (group.children.length > points.length) group.lastChild.remove();
    points.forEach(show);
  }, []);
  return { set, element: group };
}

/**
 * Names that stand on the x axis, one above the other where they are close.
 *
 * @param {Chart} chart
 * @param {string} name
 * @param {string} role
 */
export function pins(chart, name, role) {
  const [stems, names] = [draw("g"), draw("g")]; // names lie above all stems
  const group = coloured(role, stems, names);
  chart.marks.append(group);
  const set = chart.item((/** @type {Pin[]} */ points) => {
    const { bottom } = chart.edges;
    /** @type {number[]} */
    const taken = []; // where the last name of each row stands
    const order = points.map(({ x }, i) => [chart.left(x), i]).sort((p, q) => p[0] - q[0]);
    stems.replaceChildren();
    names.replaceChildren();
    for (const [left, i] of order) {
      const { x, text, value = x, t = "" } = points[i];
      const row = [...taken, -Infinity].findIndex((last) => left - last > PIN);
      taken[row] = left;
      const top = bottom - 8 - row * PIN;
      const place = { x: left, y: top - 2, "text-anchor": "middle" };
      stems.append(draw("line.u-stem", { x1: left, x2: left, y1: bottom, y2: top }));
      names.append(draw("text.u-dot-name", { ...place, ...factsOf(name, i, t, value) }, text));
    }
  }, []);
  return { set, element: group };
}

/**
 * A line across the chart at one number, with its name at the end.
 *
 * @param {Chart} chart
 * @param {"x" | "y"} along  the axis that has the number
 * @param {string} text
 * @param {string} [role]
 */
export function rule(chart, along, text, role = "state") {
  const line = draw("line.u-rule");
  const label = draw("text.u-rule-name", {}, text);
  const group = coloured(role, line, label);
  chart.marks.append(group);
  const flat = along === "y";
  const place = chart.item((/** @type {number} */ at) => {
    const { left, right, top, bottom } = chart.edges;
    const where = flat ? chart.top(at) : chart.left(at);
    const [low, high] = flat ? [top, bottom] : [left, right];
    const inside = where >= low - 1 && where <= high + 1;
    put(group, "visibility", inside ? "visible" : "hidden");
    if (!inside) return;
    const ends = flat
      ? { x1: left, x2: right, y1: where, y2: where }
      : { x1: where, x2: where, y1: top, y2: bottom };
    for (const [key, value] of Object.entries(ends)) put(line, key, value);
    put(label, "x", flat ? right - 4 : where + 5);
    put(label, "y", flat ? where - 5 : top + 12);
    put(label, "text-anchor", flat ? "end" : "start");
  }, NaN);
  const set = (/** @type {number} */ value, words = text) => {
    write(label, words);
    place(value);
  };
  return { set, element: group };
}
