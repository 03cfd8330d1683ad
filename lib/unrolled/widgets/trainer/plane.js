// Two states that read the same letter, in the plane of two units, and the way they came.

import { Chart } from "../kit/chart.js";
import { make } from "../kit/dom.js";
import { long, lowered } from "../kit/numbers.js";

const REACH = 1.15;
const TICKS = [-1, -0.5, 0, 0.5, 1];
const NAMES = ["across", "up"];

/** @typedef {import("../engine/descent.js").Descent} Descent */
/** @typedef {{across: number, up: number}} Units  counted from 1 */

export class Plane {
  /**
   * @param {number[]} twins  the two steps
   * @param {string[]} letters  what is read there
   * @param {number} units
   * @param {(changes: Partial<Units>) => void} choose
   */
  constructor(twins, letters, units, choose) {
    this.twins = twins;
    this.texts = twins.map((t, k) => letters[k] + lowered(t));
    const ticks = TICKS.map((x) => /** @type {[number, string]} */ ([x, long(x)]));
    const side = { min: -REACH, max: REACH, ticks, label: "" };
    const names = twins.map((t) => `h${lowered(t)}`).join(" and ");
    this.chart = new Chart({
      x: { ...side },
      y: { ...side },
      height: 250,
      label: `The states ${names} in the plane of two units`,
      name: "plane",
    });
    this.trails = [".u-thin", ".u-thin.u-dashed"].map((look, k) =>
      this.chart.curve(`trail${k}`, "state", look),
    );
    this.dots = [this.chart.dots("h", "state"), this.chart.dots("h", "state", ".u-hollow")];
    this.selects = NAMES.map((name) => select(name, units, choose));
    const [across, up] = this.selects;
    const row = make("div.u-trainer-units", {}, "unit", across, "across,", up, "up");
    this.element = make("div.u-trainer-plot.u-trainer-plane", {}, row, this.chart.element);
  }

  /** @param {Descent} descent @param {number[]} ns @param {import("../kit/address.js").State} state */
  draw(descent, ns, state) {
    const [across, up] = NAMES.map((name) => state.get(name));
    this.units = [across - 1, up - 1];
    this.ns = ns;
    this.name = descent.recorded.called("state");
    this.tracks = this.twins.map((t) =>
      this.units.map((unit) => {
        const series = descent.series(this.name, t, unit);
        return ns.map((n) => series[n]);
      }),
    );
    this.chart.window({ x: { label: `unit ${across}` }, y: { label: `unit ${up}` } });
    [across, up].forEach((unit, k) => {
      this.selects[k].value = String(unit);
    });
  }

  /** The update that is chosen. @param {Descent} descent @param {number} n */
  show(descent, n) {
    const count = this.ns.findLastIndex((other) => other <= n) + 1;
    this.twins.forEach((t, k) => {
      const [xs, ys] = this.tracks[k].map((track) => track.slice(0, count));
      this.trails[k].set(xs, ys);
      const h = descent.values(this.name, t);
      const [x, y] = this.units.map((unit) => h[unit]);
      this.dots[k].set([{ x, y, t, text: this.texts[k], below: k === 1 }]);
    });
  }
}

function select(name, units, choose) {
  const options = Array.from({ length: units }, (_, i) => make("option", { value: i + 1 }, i + 1));
  const change = () => choose({ [name]: Number(element.value) });
  const said = { "data-name": name, "aria-label": `unit ${name}` };
  const element = make("select.u-select", { ...said, change }, options);
  return element;
}
