// A text of the reader's own, learned in the page: the recorded update, fed back by a worker.

import { checkpoint, opened } from "../engine/kept.js";
import { TextJob } from "../engine/text_job.js";
import { able, isAble, make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { Course } from "./course.js";
import { Files } from "./files.js";
import { Journal } from "./journal.js";
import { Opener } from "./opener.js";
import { NETWORK, Settings, schema } from "./settings.js";
import { Source } from "./source.js";
import { tables, words } from "./told.js";
import { Writing } from "./writing.js";

const GLIMPSE = 120; // milliseconds between two pictures of a training
const LENGTH = 320; // letters of a sample
const KEYS = [
  ["Space", "learn, pause"],
  ["→ ←", "a mark on, back"],
  ["Home End", "before learning, now"],
  ["g", "go on from the mark that is shown"],
];
const OPEN = ["o", "open the update in the Tape"];

/** @typedef {import("../engine/text_job.js").Mark} Mark */

export class OwnText {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.programs = model.get("program");
    for (const cell of Object.keys(model.get("bounds").cells))
      if (!this.programs[cell]?.update) throw new Error(`The page has no program of ${cell}.`);
    this.worker = model.get("worker");
    this.bounds = model.get("bounds");
    this.journal = new Journal();
    /** @type {TextJob | null} */
    this.job = null;
    /** @type {import("../engine/kept.js").Kept | null} a training to go on with */
    this.resumed = null;
    this.running = false;
    this.follows = true; // the newest mark is shown
    this.drawn = 0;
    /** @type {Mark | undefined} */
    this.shown = undefined;
    this.build(model);
    this.frame.ready(place);
    this.fresh();
  }

  // ---- building, once ---------------------------------------------------------------

  /** @param {{get(name: string): any}} model */
  build(model) {
    const [key, tape] = [model.get("key") || "own_text", model.get("tape")];
    this.source = new Source(model.get("text"), model.get("texts"), this.bounds, {
      changed: () => this.anew(),
      opened: (file) => this.open(file),
    });
    this.frame = new Frame({
      ...{ name: "own_text", key, title: "learning a text of your own" },
      keys: tape ? [...KEYS, OPEN] : KEYS,
      label: "Your own text: a network learns it in this page.",
      act: (pressed, event) => this.act(pressed, event),
      state: { ...schema(model.get("start"), this.bounds), ...this.source.field },
      table: () => tables(this),
      reset: () => this.reset(),
      resized: () => this.frame.fit(this.course.chart),
    });
    this.state = this.frame.state;
    this.settings = new Settings(this.bounds, (changes) => this.choose(changes));
    this.course = new Course({
      move: (count) => this.look(this.journal.nearest(count)),
      key: (event) => this.slide(event),
    });
    this.writing = new Writing(() => this.goOn());
    this.opener = new Opener(this, tape, model.get("captions"));
    this.files = new Files(key, { save: () => this.save(), open: (file) => this.open(file) });
    const { source, settings, course, writing, opener, files } = this;
    const parts = [source, settings, course, writing, opener, files];
    this.frame.body.append(...parts.map(({ element }) => element));
    this.button = make("button.u-button.u-next", { type: "button", click: () => this.toggle() });
    this.frame.foot.append(this.button);
  }

  // ---- state ------------------------------------------------------------------------

  /** Letters, units: what shapes have for K and H. */
  get sizes() {
    return { K: this.source.read.letters.length, H: Number(this.state.get("size")) };
  }

  get program() {
    return this.programs[this.state.get("cell")];
  }

  /** @param {Record<string, any>} changes */
  choose(changes) {
    this.state.set(changes);
    if (NETWORK.some((name) => name in changes)) return this.anew();
    this.job?.tell("set", {
      settings: this.rates,
      sample: { temperature: this.state.get("heat") },
    });
    this.settings.show(this.state);
    this.frame.changed();
  }

  get rates() {
    return { learning_rate: [this.state.get("rate")], max_norm: [this.state.get("clip")] };
  }

  /** Another text or network: nothing is learned yet. */
  anew() {
    this.resumed = null;
    this.source.letters = null;
    this.fresh();
  }

  fresh() {
    this.end();
    this.journal.begin();
    this.shown = undefined;
    this.follows = true;
    this.settings.show(this.state);
    this.show();
  }

  reset() {
    this.source.set(this.source.first);
  }

  // ---- learning ---------------------------------------------------------------------

  toggle() {
    if (!isAble(this.button)) return;
    if (this.running) this.pause();
    else this.learn();
  }

  pause() {
    this.running = false;
    this.job?.tell("pause");
    this.show();
  }

  learn() {
    if (this.source.refusal) return;
    if (!this.job) this.begin();
    this.running = true;
    this.files.complain("");
    this.job?.tell("go");
    this.show();
  }

  /** Start the worker with this text, and with the weights of a file where one was opened. */
  begin() {
    const { parts, read } = this.source;
    const first = ["\n", " "].map((sign) => read.letters.indexOf(sign)).find((k) => k >= 0) ?? 0;
    const [seed, temperature] = [this.state.get("seed"), this.state.get("heat")];
    this.job = new TextJob(this.worker, {
      progress: (count, loss, windows) => this.progress(count, loss, windows),
      mark: (mark) => this.marked(mark),
      bounds: (bounds) => {
        this.journal.bounds = bounds;
        this.course.compare(bounds);
      },
      broken: (count) => this.stopped(`At update ${count} the loss is no number any more.`),
      fails: (message) => this.stopped(message),
    });
    this.job.tell("open", {
      ...{ programs: this.program, sizes: this.sizes, ...parts, seed, settings: this.rates },
      short: this.opener.short,
      ...{ values: this.resumed?.values, count: this.resumed?.count },
      sample: { first, length: LENGTH, seed, temperature },
    });
  }

  /** @param {number} count @param {number} loss @param {number} windows */
  progress(count, loss, windows) {
    this.journal.progress(count, loss, windows);
    const now = performance.now();
    if (now < this.drawn + GLIMPSE) return;
    this.drawn = now;
    this.show();
  }

  /** @param {Mark} mark */
  marked(mark) {
    this.journal.mark(mark);
    if (this.follows) this.shown = mark;
    this.show();
  }

  /** @param {string} why */
  stopped(why) {
    this.running = false;
    this.files.complain(`${why} Lower the learning rate, or go on from an earlier mark.`);
    this.show();
  }

  end() {
    this.running = false;
    this.job?.cancel();
    this.job = null;
  }

  // ---- back and forth ---------------------------------------------------------------

  /** Show what an update wrote, if it is known. @param {Mark | undefined} mark */
  look(mark) {
    if (!mark) return !this.journal.marks.length && this.frame.note("no steps before it trains");
    this.shown = mark;
    this.follows = mark === this.journal.marks.at(-1);
    this.show();
    return true;
  }

  /** Rest, and stay at what is shown. */
  hold() {
    if (this.running) this.pause();
    this.follows = false;
  }

  /** Learn on from the update that is shown; what came after it is forgotten. */
  goOn() {
    if (!this.shown || !this.job) return;
    this.job.tell("restore", { values: this.shown.values, count: this.shown.mark });
    this.journal.backTo(this.shown);
    this.follows = true;
    this.frame.root.focus({ preventScroll: true }); // the button goes
    this.learn();
  }

  /** @param {KeyboardEvent} event */
  slide({ key }) {
    return this.look(this.journal.beside(this.shown, key));
  }

  /** @param {string} key @param {KeyboardEvent} event */
  act(key, event) {
    if (/^(ArrowRight|ArrowLeft|Home|End)$/.test(key)) return () => this.slide(event);
    if (key === "o" && this.opener.tape) return () => this.opener.open();
    return { " ": () => this.toggle(), g: () => this.goOn() }[key];
  }

  // ---- files ------------------------------------------------------------------------

  /** The training as it was at the update that is shown, as a file. */
  save() {
    if (!this.shown) return;
    const { mark: count, values } = this.shown;
    const { letters } = this.source.read;
    const [cell, size] = [this.state.get("cell"), this.sizes.H];
    const bytes = checkpoint({ cell, size, letters, count, values }, this.program.start);
    this.files.hand(bytes, `${cell}-${size}-update-${count}.npz`);
  }

  /** Go on with a training from a file. @param {File} file */
  async open(file) {
    try {
      const kept = opened(new Uint8Array(await file.arrayBuffer()), this.programs);
      if (!this.bounds.sizes.includes(kept.size))
        throw new Error(`The file has ${kept.size} units; this page has ${this.bounds.sizes}.`);
      this.state.set({ cell: kept.cell, size: String(kept.size) });
      this.resumed = kept;
      this.source.readIn(kept.letters);
      this.fresh();
      this.files.complain("");
    } catch (error) {
      this.files.complain(/** @type {Error} */ (error).message);
    }
  }

  // ---- showing ----------------------------------------------------------------------

  show() {
    const { journal, shown } = this;
    able(this.button, !this.source.refusal);
    write(this.button, this.running ? "Pause" : this.job || this.resumed ? "Learn on" : "Learn");
    put(this.frame.root, "data-running", this.running);
    put(this.frame.root, "data-update", journal.count);
    this.course.draw(journal, this.sizes.K);
    if (shown) this.course.show(shown, journal.count);
    this.writing.show(shown, this.source.read.letters, this.follows);
    this.opener.show();
    this.files.show(shown, this.running && journal.count);
    this.frame.say(...words(this));
    this.frame.changed();
  }

  destroy() {
    this.end();
    this.frame.destroy();
  }
}

export default mounted("own_text", (place, model) => new OwnText(place, model), [
  "program",
  "text",
]);
