// The Trainer: one recorded update, repeated; then back and forth through what was learned.

import { Descent } from "../engine/descent.js";
import { Chart } from "../kit/chart.js";
import { askedNumber, choice, quantity, toggle } from "../kit/controls.js";
import { make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { icon } from "../kit/icons.js";
import { mounted } from "../kit/mount.js";
import { long, short } from "../kit/numbers.js";
import { offer } from "../views/handover.js";
import { Strip } from "./strip.js";
import { tables } from "./table.js";

const MOST = 3000; // updates
const SLICE = 8; // milliseconds of training before the page may do something else
const GLIMPSE = 100; // milliseconds of training before the course is drawn again
const BEAT = 90; // milliseconds between two pictures of playing
const FINEST = 800; // points of a curve
const RANGES = {
  rate: { min: 0.001, max: 2 },
  momentum: { min: 0, max: 0.99 },
  limit: { min: 0.05, max: 20 },
  last: { min: 10, max: MOST, whole: true },
};
const VIEWS = {
  perplexity: { name: "perplexity", min: 1, tops: [6, 10, 20, 50, 100, 1e3, 1e4, 1e5, 1e6] },
  loss: { name: "L", min: 0, tops: [8, 16, 40, 100, 400, 1e3, 1e4] },
  log: { name: "L", min: 1e-2, tops: [10, 100, 1e3, 1e4], log: true },
  norm: { name: "norm", min: 0, tops: [4, 8, 16, 40, 100, 400, 1e3] },
};
const TITLES = {
  perplexity: "perplexity",
  loss: "loss L in nats",
  log: "loss L, logarithmic",
  norm: "gradient norm",
};
const KEYS = [
  ["→ ←", "an update on, back"],
  ["Shift → ←", "ten updates"],
  ["Home End", "before, after training"],
  ["Space", "play, pause"],
  ["o", "open the update in the Tape"],
];

export class Trainer {
  /** @param {HTMLElement} place @param {any} model */
  constructor(place, model) {
    this.starts = model.get("starts");
    this.rules = model.get("rules");
    this.twins = model.get("twins");
    this.tape = model.get("tape");
    const [s, t] = this.twins;
    /** @type {[string, number?][]} */
    const watched = [
      ["L"],
      ["perplexity"],
      ["norm"],
      ["clipped_norm"],
      ["said"],
      ["h", s],
      ["h", t],
    ];
    const tied = model.get("tied"); // empty but for the plain cell
    const programs = [model.get("program"), ...(tied.nodes ? [tied] : [])];
    this.descents = programs.map((program) => new Descent(program, MOST, watched));
    const { recorded } = this.descents[0];
    this.letters = recorded.labels.K;
    const places = [...model.get("word")].map((letter) =>
      model.get("program").labels.K.indexOf(letter),
    );
    this.word = places.map((k) => this.letters[k]); // white space is made visible
    this.steps = recorded.steps;
    this.units = this.descents[0].values("h", s).length;
    this.right = this.word.slice(1);
    this.defaults = {
      at: 0,
      last: model.get("updates"),
      ...{ rate: 0.1, momentum: 0, limit: 1, clip: false, tied: false, start: 0 },
      ...{ view: "perplexity", across: Math.max(0, this.units - 2), up: this.units - 1 },
    };
    this.off = recorded.values(this.descents[0].leafOf("max_norm"))[0]; // never reached
    this.playing = 0;
    this.build(model);
    this.state = this.askedState();
    this.frame.ready(place);
    this.fill();
    this.train();
  }

  // ---- building, once ---------------------------------------------------------------

  build(model) {
    const read = this.word.slice(0, -1).join("");
    const right = this.right.join("");
    this.frame = new Frame({
      name: "trainer",
      key: model.get("key") || "trainer",
      title: `training on ${read} → ${right}`,
      label: `Trainer: a network learns to read ${read} and say ${right}.`,
      keys: this.tape ? KEYS : KEYS.slice(0, -1),
      act: (key, event) => this.act(key, event),
      fields: () => this.fields(),
      table: () => tables(this),
      reset: () => this.reset(),
      resized: () => this.layout(),
    });
    this.strip = new Strip(this.letters, this.word);
    this.frame.body.append(
      this.buildFacts(),
      make("div.u-trainer-plots", {}, this.buildCurve(), this.buildPlane()),
      this.buildScrubber(),
      this.strip.element,
      this.buildOpener(),
      this.buildSettings(),
    );
    this.buildFoot();
  }

  buildFacts() {
    const fact = (name, label, role) => {
      const number = make(`b.u-${role}`, { "data-name": name, "data-index": 0 });
      const after = make("span");
      return { name, number, after, element: make("p", {}, label, make("br"), number, after) };
    };
    this.facts = [
      fact("L", "loss L of the word", "loss"),
      fact("perplexity", "perplexity", "loss"),
      fact("norm", "gradient norm", "gradient"),
      fact("apart", "", "state"),
    ];
    const [s, t] = this.twins;
    this.facts[3].element.firstChild.before(`distance h${sub(s)} to h${sub(t)}`);
    const elements = this.facts.map(({ element }) => element);
    return make("div.u-trainer-facts", { "data-part": "facts" }, elements);
  }

  buildCurve() {
    this.curve = new Chart({
      x: { min: 0, max: 1, label: "updates" },
      y: { min: 0, max: 1, label: "" },
      height: 250,
      label: "The course of training",
      name: "curve",
    });
    this.future = this.curve.curve("course", "loss", ".u-thin");
    this.past = this.curve.curve("so far", "loss");
    this.clippedCurve = this.curve.curve("clipped", "gradient", ".u-dashed");
    this.ruleLines = this.rules.map((rule) => this.curve.rule("y", rule.text));
    this.limitLine = this.curve.rule("y", "threshold");
    this.knob = this.curve.knob({
      name: "at",
      spoken: "update, along the curve",
      role: "loss",
      move: (x) => this.goByHand(Math.round(x)),
      key: (event) => this.slide(event),
    });
    const options = Object.keys(VIEWS).map((view) => [view, view === "log" ? "log L" : view]);
    this.viewChoice = choice({
      name: "view",
      label: "",
      options: /** @type {[string, any][]} */ (options),
      value: "perplexity",
      change: (view) => this.choose({ view }),
    });
    put(this.viewChoice.element, "aria-label", "What the curve shows");
    return make(
      "div.u-trainer-plot.u-trainer-course",
      {},
      this.viewChoice.element,
      this.curve.element,
    );
  }

  buildPlane() {
    const [s, t] = this.twins;
    const ticks = [-1, -0.5, 0, 0.5, 1].map((x) => [x, long(x)]);
    const side = { min: -1.15, max: 1.15, ticks: /** @type {[number, string][]} */ (ticks) };
    this.plane = new Chart({
      x: { ...side, label: "" },
      y: { ...side, label: "" },
      height: 250,
      label: `The states h${sub(s)} and h${sub(t)} in the plane of two units`,
      name: "plane",
    });
    this.trails = [".u-thin", ".u-thin.u-dashed"].map((look, k) =>
      this.plane.curve(`trail${k}`, "state", look),
    );
    this.dots = [this.plane.dots("h", "state"), this.plane.dots("h", "state", ".u-hollow")];
    const select = (name, words) => {
      const options = Array.from({ length: this.units }, (_, i) =>
        make("option", { value: i }, i + 1),
      );
      const element = make(
        "select.u-select",
        {
          "data-name": name,
          "aria-label": `unit ${words}`,
          change: () => this.choose({ [name]: Number(element.value) }),
        },
        options,
      );
      return element;
    };
    this.across = select("across", "across");
    this.up = select("up", "up");
    const row = make("div.u-trainer-units", {}, "unit", this.across, "across,", this.up, "up");
    return make("div.u-trainer-plot.u-trainer-plane", {}, row, this.plane.element);
  }

  buildScrubber() {
    this.scrubber = quantity({
      name: "at",
      label: "update",
      spoken: "update",
      ...{ min: 0, max: 1, step: 1, whole: true, role: "loss", value: 0 },
      change: (n) => this.goByHand(n),
    });
    this.scrubber.element.classList.add("u-trainer-scrub");
    put(this.scrubber.element, "data-part", "scrubber");
    return this.scrubber.element;
  }

  buildSettings() {
    const set = (name) => (value) => this.choose({ [name]: value });
    const number = (name, label, options = {}) =>
      quantity({
        name,
        label,
        spoken: options.spoken ?? label,
        ...RANGES[name],
        log: true,
        value: RANGES[name].min,
        change: options.change ?? set(name),
        ...options.more,
      });
    this.controls = {
      start: choice({
        name: "start",
        label: "start",
        options: this.starts.map(({ label }, k) => [String(k), label]),
        value: "0",
        change: (k) => this.choose({ start: Number(k) }),
      }),
      tied: choice({
        name: "tied",
        label: "U",
        options: [
          ["full", "full"],
          ["tied", "one number, U = u I"],
        ],
        value: "full",
        change: (kind) => this.choose({ tied: kind === "tied" }),
      }),
      rate: number("rate", "learning rate"),
      momentum: number("momentum", "momentum", { more: { log: false, step: 0.01 } }),
      clip: toggle({ name: "clip", label: "clip", value: false, change: set("clip") }),
      limit: number("limit", "norm at", {
        spoken: "threshold of clipping",
        change: (limit) => this.choose({ limit, clip: true }),
      }),
      last: number("last", "updates", { spoken: "number of updates" }),
    };
    const { start, tied, rate, momentum, clip, limit, last } = this.controls;
    const clipping = make("span.u-trainer-clipping", {}, clip.element, limit.element);
    const quantities = [rate.element, momentum.element, clipping, last.element];
    return make(
      "div.u-trainer-settings",
      { "data-part": "settings" },
      make("div.u-row", {}, start.element, this.descents[1] ? tied.element : ""),
      make("div.u-trainer-pairs", {}, quantities),
    );
  }

  buildFoot() {
    const button = (look, label, key, content, click) =>
      make(
        `button.u-button${look}`,
        { type: "button", title: `${label} (${key})`, "aria-label": label, click },
        content,
      );
    const go = (n) => () => this.goByHand(n());
    this.play = button(".u-play", "Play", "Space", icon("play"), () => this.toggle());
    this.back = button(
      ".u-back",
      "Back",
      "←",
      "‹ Back",
      go(() => this.state.at - 1),
    );
    this.next = button(
      ".u-next",
      "Next",
      "→",
      "Next ›",
      go(() => this.state.at + 1),
    );
    this.frame.foot.append(
      button(
        ".u-more",
        "Before training",
        "Home",
        icon("start"),
        go(() => 0),
      ),
      this.back,
      this.next,
      button(
        ".u-more",
        "After training",
        "End",
        icon("end"),
        go(() => this.state.last),
      ),
      this.play,
    );
  }

  /** A way into the update that is shown. */
  buildOpener() {
    this.refused = make("span.u-problem", { role: "alert" });
    this.opened = make("b");
    const open = make(
      "button.u-button",
      { type: "button", title: "Open in the Tape (o)", click: () => this.open() },
      "Open in the Tape",
    );
    const words = make("span", {}, "Every number of update ", this.opened, ":");
    return make("div.u-trainer-opener", { hidden: !this.tape }, words, open, this.refused);
  }

  // ---- state ------------------------------------------------------------------------

  /** What a link asks for, as far as it is allowed. */
  askedState() {
    const { asked } = this.frame;
    const { defaults } = this;
    const number = (name, bounds = RANGES[name], otherwise = defaults[name]) =>
      askedNumber(asked[name], bounds, otherwise);
    const whole = (max) => ({ min: 0, max, whole: true });
    const last = number("last");
    const limit = number("clip", RANGES.limit, NaN);
    return {
      last,
      at: number("at", whole(last)),
      rate: number("rate"),
      momentum: number("momentum"),
      clip: Number.isFinite(limit),
      limit: Number.isFinite(limit) ? limit : defaults.limit,
      tied: asked.tied === "1" && this.descents.length > 1,
      start: number("start", whole(this.starts.length - 1)),
      view: Object.hasOwn(VIEWS, asked.view ?? "") ? asked.view : defaults.view,
      across: number("across", { ...whole(this.units), min: 1 }, defaults.across + 1) - 1,
      up: number("up", { ...whole(this.units), min: 1 }, defaults.up + 1) - 1,
    };
  }

  /** What of the state is not as it was at first; a threshold counts as clipping. */
  changes() {
    return Object.keys(this.defaults).filter(
      (name) => name !== "limit" && this.state[name] !== this.defaults[name],
    );
  }

  fields() {
    const { state } = this;
    const written = {
      clip: state.clip ? String(state.limit) : "",
      tied: "1",
      across: String(state.across + 1),
      up: String(state.up + 1),
    };
    return Object.fromEntries(
      this.changes().map((name) => [name, written[name] ?? String(state[name])]),
    );
  }

  /** Take over settings; what they concern is trained or drawn anew. */
  choose(settings) {
    Object.assign(this.state, settings);
    const { state } = this;
    state.at = Math.min(state.at, state.last);
    this.fill();
    const drawn = ["view", "across", "up"].some((name) => name in settings);
    if (drawn) this.draw();
    else if (!("last" in settings) || state.last >= this.descent.count) this.train(settings);
    else this.draw();
  }

  reset() {
    this.pause();
    this.state = { ...this.defaults };
    this.fill();
    this.train();
  }

  /** Write the state into the controls. */
  fill() {
    const { controls, state } = this;
    for (const name of ["rate", "momentum", "limit", "last", "clip"])
      controls[name].set(state[name]);
    controls.start.set(String(state.start));
    controls.tied.set(state.tied ? "tied" : "full");
    controls.limit.element.classList.toggle("u-trainer-off", !state.clip);
    this.viewChoice.set(state.view);
    this.across.value = String(state.across);
    this.up.value = String(state.up);
    this.scrubber.limits(0, state.last);
  }

  // ---- training ---------------------------------------------------------------------

  get descent() {
    return this.descents[this.state.tied ? 1 : 0];
  }

  /** Train anew, or further if only the number of updates grew. */
  train(settings = {}) {
    const { state, descent } = this;
    cancelAnimationFrame(this.waiting);
    const further = Object.keys(settings).join() === "last";
    if (!further || descent.broken) {
      descent.start(this.starts[state.start].values, {
        learning_rate: state.rate,
        momentum: state.momentum,
        max_norm: state.clip ? state.limit : this.off,
      });
    }
    put(this.frame.root, "data-trained", false);
    this.trainOn(-Infinity);
  }

  /** Train for a moment, and again in the next picture if that was not all. */
  trainOn(drawn) {
    const now = performance.now();
    const isDone = this.descent.run(this.state.last, () => performance.now() > now + SLICE);
    const isDue = isDone || now > drawn + GLIMPSE;
    if (isDue) this.draw();
    if (isDone) put(this.frame.root, "data-trained", true);
    else this.waiting = requestAnimationFrame(() => this.trainOn(isDue ? now : drawn));
  }

  // ---- showing ----------------------------------------------------------------------

  /** The last update that there is. */
  get known() {
    return Math.min(this.state.last, this.descent.count - 1);
  }

  /** Fit the charts into their room. */
  layout() {
    const em = parseFloat(getComputedStyle(this.frame.root).fontSize) || 16;
    for (const chart of [this.curve, this.plane]) {
      const room = chart.element.parentElement.clientWidth;
      if (room) chart.layout((room / em) * 16);
    }
  }

  /** After training or another choice: the courses, and the update that is shown. */
  draw() {
    const { descent, known, state } = this;
    const view = VIEWS[state.view];
    const stride = Math.ceil((known + 1) / FINEST);
    this.ns = Array.from({ length: known + 1 }, (_, n) => n).filter(
      (n) => n % stride === 0 || n === known,
    );
    const thinned = (series) => this.ns.map((n) => series[n]);
    this.ys = thinned(descent.series(view.name));
    this.clipped = thinned(descent.series("clipped_norm"));
    this.tracks = this.twins.map((t) =>
      [state.across, state.up].map((unit) => thinned(descent.series("h", t, unit))),
    );
    this.drawAxes(view);
    const role = state.view === "norm" ? "gradient" : "loss";
    for (const { element } of [this.future, this.past, this.knob])
      element.style.setProperty("--u-c", `var(--u-${role})`);
    this.future.set(this.ns, this.ys);
    const isClipped = state.view === "norm" && state.clip;
    this.clippedCurve.set(isClipped ? this.ns : [], this.clipped);
    this.rules.forEach((rule, k) => {
      this.ruleLines[k].set(rule[view.name] ?? NaN);
    });
    this.limitLine.set(isClipped ? state.limit : NaN);
    this.show();
  }

  drawAxes({ min, tops, log = false }) {
    const highest = Math.max(...this.ys);
    const lowest = Math.min(...this.ys);
    const max = tops.find((top) => top >= highest) ?? tops.at(-1);
    const floor = log ? Math.min(min, 10 ** Math.floor(Math.log10(Math.max(lowest, 1e-9)))) : min;
    const label = TITLES[this.state.view];
    this.curve.window({ x: { max: this.state.last }, y: { min: floor, max, log, label } });
    this.plane.window({
      x: { label: `unit ${this.state.across + 1}` },
      y: { label: `unit ${this.state.up + 1}` },
    });
  }

  /** The update that is chosen. */
  show() {
    const { descent, state } = this;
    const n = Math.min(state.at, this.known);
    descent.show(n);
    const count = this.ns.findLastIndex((other) => other <= n) + 1;
    const upTo = (values) => values.slice(0, count);
    this.past.set(upTo(this.ns), upTo(this.ys));
    this.tracks.forEach(([xs, ys], k) => this.trails[k].set(upTo(xs), upTo(ys)));
    this.twins.forEach((t, k) => {
      const h = descent.values("h", t);
      const text = this.word[t - 1] + sub(t);
      this.dots[k].set([{ x: h[state.across], y: h[state.up], t, text, below: k === 1 }]);
    });
    const y = descent.values(VIEWS[state.view].name)[0];
    const said = { now: n, min: 0, max: state.last, text: `update ${n}: ${long(y, 3)}` };
    this.knob.set(n, y, said);
    this.scrubber.set(n);
    this.back.disabled = n === 0;
    this.next.disabled = n >= state.last;
    put(this.frame.root, "data-update", n);
    const steps = Array.from({ length: this.steps }, (_, s) => s + 1);
    this.strip.show(
      descent.values("said"),
      steps.map((t) => descent.values("probs", t)),
    );
    for (const { name, number, after } of this.facts) {
      const [x] = descent.values(name);
      put(number, "data-value", x);
      write(number, short(x));
      if (name === "norm")
        write(after, state.clip ? ` → ${short(descent.values("clipped_norm")[0])}` : "");
    }
    write(this.refused, "");
    write(this.opened, String(n));
    this.frame.say(...this.words(n));
    this.frame.changed(this.edits());
  }

  edits() {
    const changed = this.changes().filter((name) => name !== "at");
    const many = changed.length === 1 ? "1 change" : `${changed.length} changes`;
    if (changed.length) return [make("u", {}, `✎ ${many}`)];
    return this.state.at ? [""] : [];
  }

  /** What is to be seen, in words. */
  words(n) {
    const { descent } = this;
    const { broken, count } = descent;
    if (broken && n === this.known) {
      const help = "Lower the learning rate, or clip.";
      return [`At update ${count} the loss is no number any more. ${help}`];
    }
    const said = Array.from(descent.values("said"), (k) => this.letters[k]);
    const hits = said.filter((letter, k) => letter === this.right[k]).length;
    const score = hits === this.steps ? `all ${hits} right` : `${hits} of ${this.steps} right`;
    const [pp] = descent.values("perplexity");
    const when = n === 0 ? "Before training" : `After ${n} update${n === 1 ? "" : "s"}`;
    const hope = n === 0 && hits < this.steps ? " Nothing is wrong: it has not been trained." : "";
    const number = make("b.u-loss", {}, short(pp));
    return [
      `${when} it says `,
      make("b", {}, said.join("")),
      `: ${score}. Perplexity `,
      number,
      `: ${this.against(pp)}.${hope}`,
    ];
  }

  against(perplexity) {
    const [uniform, bigram] = this.rules.map((rule) => rule.perplexity);
    const floor = long(bigram, 3);
    if (perplexity > uniform) return `worse than blind guessing (${long(uniform, 3)})`;
    if (perplexity > bigram) return `better than guessing, but a bigram could reach ${floor}`;
    return `no bigram gets below ${floor}, so it uses its memory`;
  }

  // ---- moving -----------------------------------------------------------------------

  goByHand(n) {
    this.pause();
    this.go(n);
  }

  go(n) {
    this.state.at = Math.max(0, Math.min(this.state.last, n));
    this.show();
  }

  toggle() {
    if (this.playing) return this.pause();
    if (this.state.at === this.state.last) this.go(0);
    // slowly at first, where most happens
    const beat = () => {
      this.go(this.state.at + 1 + Math.floor(this.state.at / 20));
      if (this.state.at < this.state.last) this.playing = setTimeout(beat, BEAT);
      else this.pause();
    };
    this.playing = setTimeout(beat, BEAT);
    this.play.replaceChildren(icon("pause"));
    put(this.play, "aria-label", "Pause");
  }

  pause() {
    clearTimeout(this.playing);
    this.playing = 0;
    this.play.replaceChildren(icon("play"));
    put(this.play, "aria-label", "Play");
  }

  /** Show the weights of this update in the Tape. */
  open() {
    this.pause();
    this.descent.show(Math.min(this.state.at, this.known));
    const { leaves } = this.descents[0].recorded.program;
    const names = leaves.filter(({ role }) => role === "parameter").map(({ name }) => name);
    const values = names.map((name) => [name, Float64Array.from(this.descent.values(name))]);
    const isTaken = offer(this.tape, Object.fromEntries(values));
    write(this.refused, isTaken ? "" : "This page has no Tape for this word.");
  }

  slide(event) {
    const act = this.moves(event.key, event.shiftKey);
    act?.();
    return act !== undefined;
  }

  moves(key, far) {
    const by = (step) => () => this.goByHand(this.state.at + step);
    const size = far ? 10 : 1;
    return {
      ArrowRight: by(size),
      ArrowUp: by(size),
      ArrowLeft: by(-size),
      ArrowDown: by(-size),
      PageUp: by(10),
      PageDown: by(-10),
      Home: () => this.goByHand(0),
      End: () => this.goByHand(this.state.last),
    }[key];
  }

  act(key, event) {
    const sideways = /^(ArrowRight|ArrowLeft|Home|End)$/.test(key);
    if (sideways) return this.moves(key, event.shiftKey);
    return { " ": () => this.toggle(), o: this.tape ? () => this.open() : undefined }[key];
  }

  destroy() {
    cancelAnimationFrame(this.waiting);
    clearTimeout(this.playing);
    this.frame.destroy();
  }
}

/** A number as an index. @param {number} n */
const sub = (n) => [...String(n)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");

export default mounted("trainer", (place, model) => new Trainer(place, model), [
  "program",
  "starts",
]);
