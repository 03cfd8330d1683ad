// Going through the updates of a training, or the steps of a search: with buttons, with keys,
// or by itself.

import { able, put } from "./dom.js";
import { Player } from "./player.js";
import { showPlaying, stepping } from "./toolbar.js";

const BEAT = 90;
const FAR = 10;
const LABELS = { first: "Before training", last: "After training" };
export const UPDATE_KEYS = [
  ["→ ←", "an update on, back"],
  ["Shift → ←", "ten updates"],
  ["Home End", "before, after training"],
  ["Space", "play, pause"],
];

export class Updates {
  /**
   * @param {import("./frame.js").Frame} frame  its state has the place `at`, its foot gets buttons
   * @param {object} asked
   * @param {() => number} asked.last  the last update that there is
   * @param {() => void} asked.show  shows the update `at`
   * @param {(at: number) => number} [asked.stride]  how many updates playing takes at a time
   * @param {{first: string, last: string}} [asked.labels]  of the buttons to both ends
   * @param {number} [asked.beat]  milliseconds between two pictures of playing
   */
  constructor(frame, { last, show, stride = () => 1, labels = LABELS, beat = BEAT }) {
    this.frame = frame;
    this.asked = { last, show, stride };
    const go = (/** @type {() => number} */ to) => () => this.goByHand(to());
    const actions = {
      first: go(() => 0),
      back: go(() => this.at - 1),
      next: go(() => this.at + 1),
      last: go(last),
      play: () => this.toggle(),
    };
    this.foot = stepping(actions, labels);
    frame.foot.append(...this.foot.elements);
    const changed = (/** @type {boolean} */ on) => showPlaying(this.foot.play, on);
    this.player = new Player(
      { rows: () => 0, row: () => {}, next: () => this.playOn(), changed },
      beat,
    );
  }

  /** The update that is chosen. */
  get at() {
    return Math.min(this.frame.state.get("at"), this.asked.last());
  }

  /** @param {number} n */
  goByHand(n) {
    this.stop();
    this.go(n);
  }

  /** @param {number} n */
  go(n) {
    this.frame.state.set({ at: Math.max(0, Math.min(this.asked.last(), n)) });
    this.asked.show();
  }

  toggle() {
    if (this.player.on) return this.stop();
    if (this.at === this.asked.last()) this.go(0);
    this.player.start();
  }

  playOn() {
    this.go(this.at + this.asked.stride(this.at));
    return this.at < this.asked.last();
  }

  stop() {
    this.player.stop();
  }

  /** Say at the root and on the buttons which update is shown. @param {number} n */
  shown(n) {
    able(this.foot.back, n > 0);
    able(this.foot.next, n < this.asked.last());
    put(this.frame.root, "data-update", n);
  }

  /** A key of the knob at the curve; whether it leads somewhere. @param {KeyboardEvent} event */
  slide({ key, shiftKey }) {
    const { at } = this;
    const size = shiftKey ? FAR : 1;
    /** @type {Record<string, number>} */
    const places = {
      ArrowRight: at + size,
      ArrowUp: at + size,
      ArrowLeft: at - size,
      ArrowDown: at - size,
      PageUp: at + FAR,
      PageDown: at - FAR,
      Home: 0,
      End: this.asked.last(),
    };
    const to = places[key];
    if (to !== undefined) this.goByHand(to);
    return to !== undefined;
  }

  /** What a key of the widget does. @param {string} key @param {KeyboardEvent} event */
  act(key, event) {
    if (/^(ArrowRight|ArrowLeft|Home|End)$/.test(key)) return () => this.slide(event);
    return key === " " ? () => this.toggle() : undefined;
  }
}
