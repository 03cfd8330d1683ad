// What every widget has: a head, a sentence, its parts, a foot with Reset, drawers, keys,
// full screen, and a state that stands in the page's address.

import { State } from "./address.js";
import { make, put } from "./dom.js";
import { addressWith, freeKey, stateInAddress, writeAddress } from "./link.js";
import { keysPanel, Panels } from "./panels.js";
import { Presenter } from "./presenter.js";
import { head } from "./toolbar.js";

const COMMON = [
  ["t", "the numbers as a table"],
  ["r", "reset"],
  ["f", "full screen; Esc leaves"],
  ["?", "these keys"],
];
const SETTLED = 400; // milliseconds after which a change is read aloud

/**
 * @typedef {object} Widget
 * @property {string} name  names the widget for style sheets, tests and links
 * @property {string} key  names it in the page's address
 * @property {string} title
 * @property {string} label  what it is, for those who cannot see it
 * @property {boolean} [badge]  whether the head begins with a badge, which is the widget's
 * @property {Record<string, {content: any[], opened: () => void}>} [drawers]  more of them, by
 *   the name of their icon in the head
 * @property {string[][]} [keys]  its own keys and what they do
 * @property {(event: KeyboardEvent) => boolean} [first]  sees a key before all; true if it was its
 * @property {(key: string, event: KeyboardEvent) => (() => void) | undefined} [act]  what a key does
 * @property {import("./address.js").Schema} [state]  its state; see `Frame.state`
 * @property {() => Record<string, string>} [fields]  more of it, empty where it is the default
 * @property {() => Node[]} table  its numbers as tables
 * @property {() => void} reset  called when `state` is as at first again
 * @property {() => void} [resized]
 */

export class Frame {
  /** @param {Widget} widget */
  constructor(widget) {
    this.widget = widget;
    this.key = freeKey(widget.key);
    this.asked = stateInAddress(this.key); // what a link asks for: plain text, to be checked
    this.state = new State(widget.state ?? {}, this.asked);
    this.where = make("b", {}, widget.title);
    this.sentence = make("p.u-say", { "aria-live": "polite", "data-part": "sentence" });
    this.body = make("div.u-body");
    this.chip = make("span.u-chip-text", { role: "status" });
    this.resetButton = make(
      "button.u-button.u-reset",
      { type: "button", title: "Reset (r)", "aria-label": "Reset", click: () => this.reset() },
      "Reset",
    );
    this.foot = make("div.u-row");
    this.build();
  }

  build() {
    const { name, label, keys = [], badge = false, drawers = {} } = this.widget;
    const full = () => this.presenter.toggle();
    const panel = (which) => () => this.panels.toggle(which);
    const own = Object.fromEntries(Object.keys(drawers).map((which) => [which, panel(which)]));
    this.head = head({ ...own, text: panel("text"), full, keys: panel("keys") });
    if (!badge) this.head.badge.remove();
    this.head.where.append(this.where);
    const link = () => new URL(addressWith(this.key, this.fields()), location.href).href;
    const called = (which) => this.head.buttons[which].getAttribute("aria-label");
    const more = [
      ...Object.entries(own).map(([which, open]) => [called(which), open]),
      ["Table", panel("text")],
      ["Full screen", full],
    ];
    this.panels = new Panels(
      {
        ...drawers,
        text: {
          content: [],
          attributes: { tabindex: 0, role: "region", "aria-label": "The numbers as a table" },
          opened: () => this.tell(),
        },
        keys: { content: keysPanel([...keys, ...COMMON], more, link) },
      },
      this.head.buttons,
    );
    const controls = make(
      "div.u-controls",
      { "data-part": "controls" },
      this.foot,
      make("span.u-grow"),
      this.chip,
      this.resetButton,
    );
    const other = this.key === name ? "" : ` (${this.key})`; // two of a page sound different
    const parts = [this.head.element, this.sentence, this.body, controls, ...this.panels.elements];
    this.root = make(
      `section.unrolled.u-widget.u-${name}`,
      {
        "data-widget": name,
        "data-key": this.key,
        tabindex: 0,
        role: "group",
        "aria-label": `${label}${other} The question mark shows all keys.`,
        keydown: (event) => this.keydown(event),
        // JupyterLab leaves its own shortcuts alone where the focused element says so
        focusin: (event) => put(event.target, "data-lm-suppress-shortcuts", "true"),
      },
      make("div.u-frame", {}, parts),
    );
    this.presenter = new Presenter(this.root, () => {
      this.widget.resized?.();
      this.remember();
    });
  }

  /**
   * Put the widget into the page once its parts stand in `body`.
   *
   * @param {HTMLElement} place
   * @param {boolean} [found]  whether a link is to bring it into view
   */
  ready(place, found = true) {
    place.append(this.root);
    this.hidden = (this.asked.hide ?? "").split(",").filter((part) => this.part(part));
    for (const part of this.hidden) this.part(part).classList.add("u-hidden");
    this.presenter.toggle(this.asked.present === "1", false);
    this.watch = new ResizeObserver(() => this.widget.resized?.());
    this.watch.observe(this.root);
    this.widget.resized?.();
    put(this.root, "data-ready", "true");
    const linked = found && Object.keys(this.asked).length > 0 && !location.hash;
    if (linked) requestAnimationFrame(() => this.root.scrollIntoView({ block: "center" }));
  }

  /** How wide a part is, in sixteenths of an em: the unit of charts. @param {Element} part */
  widthOf(part) {
    const em = parseFloat(getComputedStyle(this.root).fontSize) || 16;
    return (part.clientWidth / em) * 16;
  }

  /** How wide the body is. */
  get room() {
    return this.widthOf(this.body);
  }

  /** Fit a chart into the part that it stands in. @param {import("./chart.js").Chart} chart */
  fit(chart) {
    chart.layout(this.widthOf(chart.element.parentElement));
  }

  /** How wide each of two parts is that stand side by side where there is room for them. */
  get half() {
    return this.room > 576 ? (this.room - 20) / 2 : this.room;
  }

  /** A part of the widget that a link can hide. */
  part(name) {
    return /^[\w-]+$/.test(name) ? this.root.querySelector(`[data-part="${name}"]`) : null;
  }

  /** Say what is to be seen; text and nodes. */
  say(...parts) {
    this.sentence.replaceChildren(...parts.flat());
  }

  /**
   * After every change: the address, the open table, the foot.
   *
   * @param {any[]} [edits]  what to say about the reader's changes; empty if there are none
   */
  changed(edits = this.state.chip()) {
    this.chip.replaceChildren(...edits);
    this.resetButton.classList.toggle("u-on", edits.length > 0);
    if (this.panels.isOpen("text")) this.tell();
    put(this.sentence, "aria-busy", "true"); // read aloud only what comes to rest
    clearTimeout(this.settling);
    this.settling = setTimeout(() => put(this.sentence, "aria-busy", "false"), SETTLED);
    this.remember();
  }

  tell() {
    this.panels.panels.text.replaceChildren(...this.widget.table());
  }

  fields() {
    const common = { hide: this.hidden.join(","), present: this.presenter.on ? "1" : "" };
    return { ...this.state.written(), ...this.widget.fields?.(), ...common };
  }

  /** Keep the page's address up to date. */
  remember() {
    if (this.root.hasAttribute("data-ready")) writeAddress(this.key, () => this.fields());
  }

  reset() {
    this.state.reset();
    this.widget.reset();
    this.root.focus({ preventScroll: true });
  }

  keydown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (this.widget.first?.(event)) return;
    if (target.matches("select, input:not([type=range], [type=checkbox])")) {
      if (key === "Escape") this.root.focus({ preventScroll: true });
      return;
    }
    const moves = /^(Arrow|Page|Home|End)/.test(key);
    if (moves && target.matches("input[type=range], [role=slider]")) return; // these are its own
    if (key === " " && target.matches("button, input")) return;
    const act =
      this.widget.act?.(key, event) ??
      {
        t: () => this.panels.toggle("text"),
        r: () => this.reset(),
        f: () => this.presenter.toggle(),
        "?": () => this.panels.toggle("keys"),
        Escape: this.presenter.on ? () => this.presenter.toggle(false) : undefined,
      }[key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  destroy() {
    clearTimeout(this.settling);
    this.watch?.disconnect();
    this.presenter.destroy();
    this.root.remove();
  }
}
