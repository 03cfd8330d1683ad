// The Trainer: one recorded update, repeated; then back and forth through what was learned.

import { quantity } from "../kit/controls.js";
import { make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { UPDATE_KEYS, Updates } from "../kit/updates.js";
import { Course, NAMES, thinned } from "./course.js";
import { Facts, failure, words } from "./facts.js";
import { Opener } from "./opener.js";
import { Plane } from "./plane.js";
import { Settings, schema } from "./settings.js";
import { Strip } from "./strip.js";
import { tables } from "./table.js";
import { Training } from "./training.js";

const SLOW = 20; // updates after which playing takes two at a time, and so on
const DRAWN = ["view", "across", "up"]; // settings that need no other training
const OPEN = ["o", "open the update in the Tape"];

export class Trainer {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.rules = model.get("rules");
    this.twins = model.get("twins");
    const tied = model.get("tied"); // empty but for the plain cell
    const programs = [model.get("program"), ...(tied.nodes ? [tied] : [])];
    this.training = new Training(programs, model.get("starts"), this.twins, {
      drawn: () => this.draw(),
      done: (all) => put(this.frame.root, "data-trained", all),
    });
    const { recorded } = this.training.descents[0];
    this.letters = recorded.labels.K;
    const given = model.get("program").labels.K;
    this.word = [...model.get("word")].map((letter) => this.letters[given.indexOf(letter)]);
    this.right = this.word.slice(1); // white space is made visible
    this.parameters = recorded.leavesOf("parameter").map(({ name }) => name);
    this.units = recorded.shape(recorded.called("state"), this.twins[0])[0];
    this.build(model);
    this.training.use(this.state);
    if (this.at > this.last) this.state.set({ at: 0 });
    this.frame.ready(place);
    this.fill();
    this.training.anew();
  }

  get descent() {
    return this.training.descent;
  }

  get at() {
    return this.state.get("at");
  }

  get last() {
    return this.state.get("last");
  }

  // ---- building, once ---------------------------------------------------------------

  build(model) {
    const [starts, tape, updates] = ["starts", "tape", "updates"].map((name) => model.get(name));
    const ties = this.training.descents.length > 1;
    const [read, right] = [this.word.slice(0, -1).join(""), this.right.join("")];
    this.frame = new Frame({
      name: "trainer",
      key: model.get("key") || "trainer",
      title: `training on ${read} → ${right}`,
      label: `Trainer: a network learns to read ${read} and say ${right}.`,
      keys: tape ? [...UPDATE_KEYS, OPEN] : UPDATE_KEYS,
      act: (key, event) => this.act(key, event),
      state: schema({ updates, starts, ties, units: this.units, views: NAMES }),
      table: () => tables(this),
      reset: () => this.reset(),
      resized: () => this.layout(),
    });
    this.state = this.frame.state;
    this.buildParts(starts, tape, ties);
    this.updates = new Updates(this.frame, {
      last: () => this.last,
      show: () => this.show(),
      stride: (at) => 1 + Math.floor(at / SLOW), // slowly at first, where most happens
    });
  }

  buildParts(starts, tape, ties) {
    const choose = (settings) => this.choose(settings);
    this.facts = new Facts(this.twins);
    this.course = new Course(this.rules, {
      move: (n) => this.updates.goByHand(n),
      key: (event) => this.updates.slide(event),
      choose: (view) => this.choose({ view }),
    });
    const letters = this.twins.map((t) => this.word[t - 1]);
    this.plane = new Plane(this.twins, letters, this.units, choose);
    this.scrubber = this.buildScrubber();
    this.strip = new Strip(this.letters, this.word);
    this.opener = new Opener(tape, () => this.open());
    this.settings = new Settings(starts, ties, choose);
    this.frame.body.append(
      this.facts.element,
      make("div.u-trainer-plots", {}, this.course.element, this.plane.element),
      this.scrubber.element,
      this.strip.element,
      this.opener.element,
      this.settings.element,
    );
  }

  buildScrubber() {
    const scrubber = quantity({
      name: "at",
      label: "update",
      spoken: "update",
      ...{ min: 0, max: 1, step: 1, whole: true, role: "loss", value: 0 },
      change: (n) => this.updates.goByHand(n),
    });
    scrubber.element.classList.add("u-trainer-scrub");
    put(scrubber.element, "data-part", "scrubber");
    return scrubber;
  }

  // ---- state ------------------------------------------------------------------------

  /** Take over settings; what they concern is trained or drawn anew. */
  choose(settings) {
    this.state.set(settings);
    this.state.set({ at: Math.min(this.at, this.last) });
    this.fill();
    const { descent, training } = this;
    const longer = "last" in settings;
    const known = longer && this.last < descent.count;
    if (known || DRAWN.some((name) => name in settings)) this.draw();
    else if (longer && !descent.broken) training.further();
    else training.anew();
  }

  reset() {
    this.updates.stop();
    this.settings.reset();
    this.fill();
    this.training.anew();
  }

  /** Write the state into the controls. */
  fill() {
    this.settings.show(this.state);
    this.scrubber.limits(0, this.last);
  }

  // ---- showing ----------------------------------------------------------------------

  layout() {
    for (const { chart } of [this.course, this.plane]) this.frame.fit(chart);
  }

  /** After training or another choice: the courses, and the update that is shown. */
  draw() {
    const ns = thinned(this.training.known);
    this.course.draw(this.descent, ns, this.state);
    this.plane.draw(this.descent, ns, this.state);
    this.show();
  }

  /** The update that is chosen. */
  show() {
    const { descent } = this;
    const n = Math.min(this.at, this.training.known);
    descent.show(n);
    this.course.show(descent, n);
    this.plane.show(descent, n);
    this.scrubber.set(n);
    this.updates.shown(n);
    const probs = descent.recorded.called("probs");
    this.strip.show(
      descent.values("said"),
      this.right.map((_, s) => descent.values(probs, s + 1)),
    );
    this.facts.show(descent, this.state.get("clip") !== null);
    this.opener.show(n);
    this.frame.say(...this.words(n));
    this.frame.changed();
  }

  /** What is to be seen, in words. @param {number} n */
  words(n) {
    const { descent } = this;
    if (this.training.failed(n)) return failure(descent.count);
    const said = Array.from(descent.values("said"), (k) => this.letters[k]);
    return words(n, said, this.right, descent.values("perplexity")[0], this.rules);
  }

  // ---- moving -----------------------------------------------------------------------

  /** Show the weights of this update in the Tape. */
  open() {
    this.updates.stop();
    this.descent.show(Math.min(this.at, this.training.known));
    this.opener.hand(this.descent, this.parameters);
  }

  act(key, event) {
    if (key === "o" && this.opener.tape) return () => this.open();
    return this.updates.act(key, event);
  }

  destroy() {
    this.training.stop();
    this.updates.stop();
    this.frame.destroy();
  }
}

export default mounted("trainer", (place, model) => new Trainer(place, model), [
  "program",
  "starts",
]);
