// What every widget has: a head, a sentence, its parts, a foot with Reset, drawers, keys,
// full screen, and a state that stands in the page's address.

import { State } from "./address.js";
import { make, put } from "./dom.js";
import { layOut, squeezed } from "./fit.js";
import { keepFocus } from "./focus.js";
import { COMMON, keydown } from "./keys.js";
import { addressWith, freeKey, stateInAddress, writeAddress } from "./link.js";
import { keysPanel, Panels } from "./panels.js";
import { Presenter } from "./presenter.js";
import { head } from "./toolbar.js";

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
 * @property {string} [colours]  what the colours of its numbers mean
 * @property {(event: KeyboardEvent) => boolean} [first]  sees a key before all; true if it was its
 * @property {(key: string, event: KeyboardEvent) => (() => void) | undefined} [act]  what a key does
 * @property {import("./address.js").Schema} [state]  its state; see `Frame.state`
 * @property {Record<string, string>} [asked]  what it begins with, if not what the link asks for
 * @property {() => Node[]} table  its numbers as tables
 * @property {() => void} reset  called when `state` is as at first again
 * @property {() => void} [resized]
 */

/** A button that is off takes no click. @param {Event} event */
function offIsOff(event) {
  const target = /** @type {Element} */ (event.target);
  if (target.closest("[aria-disabled=true]")) event.stopPropagation();
}

export class Frame {
  /** @param {Widget} widget */
  constructor(widget) {
    this.widget = widget;
    this.key = freeKey(widget.key);
    this.asked = widget.asked ?? stateInAddress(this.key); // plain text, to be checked
    this.state = new State(widget.state ?? {}, this.asked);
    this.where = make("b", {}, widget.title);
    this.sentence = make("p.u-say.u-scrolls", { "aria-live": "polite", "data-part": "sentence" });
    this.body = make("div.u-body");
    this.chip = make("span.u-chip-text", { role: "status" });
    this.resetButton = make(
      "button.u-button.u-reset",
      { type: "button", title: "Reset (r)", "aria-label": "Reset", click: () => this.reset() },
      "Reset",
    );
    this.foot = make("div.u-row");
    /** @type {string[]} parts that the link hides */
    this.hidden = [];
    this.settling = 0;
    this.squeeze = 0; // by how much what is presented is too high, in sixteenths of an em
    this.head = this.headOf();
    this.panels = this.panelsOf();
    this.root = this.rootOf();
    this.root.addEventListener("click", offIsOff, { capture: true });
    this.presenter = new Presenter(this.root, () => {
      layOut(this);
      this.remember();
    });
    this.watch = new ResizeObserver(() => layOut(this));
    this.keeper = keepFocus(this.root);
    this.returned = () => this.remember(); // another entry of the history has another address
  }

  /** What opens a drawer. @param {string} which */
  opener(which) {
    return () => this.panels.toggle(which);
  }

  headOf() {
    const { badge = false, drawers = {} } = this.widget;
    const own = Object.keys(drawers).map((which) => [which, this.opener(which)]);
    const made = head({
      ...Object.fromEntries(own),
      text: this.opener("text"),
      full: () => this.presenter.toggle(),
      keys: this.opener("keys"),
    });
    if (!badge) made.badge.remove();
    made.where.append(this.where);
    return made;
  }

  panelsOf() {
    const { keys = [], drawers = {}, colours } = this.widget;
    const called = (/** @type {string} */ which) =>
      this.head.buttons[which].getAttribute("aria-label") ?? which;
    /** @type {[string, () => void][]} */
    const own = Object.keys(drawers).map((which) => [called(which), this.opener(which)]);
    /** @type {[string, () => void][]} */
    const more = [
      ...own,
      ["Table", this.opener("text")],
      ["Full screen", () => this.presenter.toggle()],
    ];
    const link = () => new URL(addressWith(this.key, this.fields()), location.href).href;
    const text = {
      content: [],
      attributes: { tabindex: 0, role: "region", "aria-label": "The numbers as a table" },
      opened: () => this.tell(),
    };
    const all = {
      ...drawers,
      text,
      keys: { content: keysPanel([...keys, ...COMMON], more, link, colours) },
    };
    return new Panels(all, this.head.buttons);
  }

  /** @returns {HTMLElement} */
  rootOf() {
    const { name, label } = this.widget;
    const end = [make("span.u-grow"), this.chip, this.resetButton];
    const controls = make("div.u-controls", { "data-part": "controls" }, this.foot, end);
    const other = this.key === name ? "" : ` (${this.key})`; // two of a page sound different
    const parts = [this.head.element, this.sentence, this.body, controls, this.panels.elements];
    return make(
      `section.unrolled.u-widget.u-${name}`,
      {
        "data-widget": name,
        "data-key": this.key,
        tabindex: 0,
        role: "group",
        "aria-label": `${label}${other} The question mark shows all keys.`,
        keydown: (/** @type {KeyboardEvent} */ event) => keydown(this, event),
        // JupyterLab leaves its own shortcuts alone where the focused element says so
        focusin: (/** @type {{target: Element}} */ { target }) =>
          put(target, "data-lm-suppress-shortcuts", "true"),
      },
      make("div.u-frame", {}, parts),
    );
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
    for (const part of this.hidden) this.part(part)?.classList.add("u-hidden");
    this.presenter.toggle(this.asked.present === "1", false);
    this.watch.observe(this.root);
    addEventListener("popstate", this.returned);
    layOut(this);
    put(this.root, "data-ready", "true");
    if (Object.keys(this.asked).length > 0) this.remember(); // what did not fit is left out
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
    chart.layout(this.widthOf(chart.element.parentElement), squeezed(chart.usual, this.squeeze));
  }

  /** How wide each of two parts is that stand side by side where there is room for them. */
  get half() {
    return this.room > 576 ? (this.room - 20) / 2 : this.room;
  }

  /** A part of the widget that a link can hide. @param {string} name @returns {Element | null} */
  part(name) {
    return /^[\w-]+$/.test(name) ? this.root.querySelector(`[data-part="${name}"]`) : null;
  }

  /** Say in the foot, until the next change, why a key does nothing. @param {string} why */
  note(why) {
    this.chip.replaceChildren(why);
    return false;
  }

  /** Say what is to be seen; text and nodes. */
  say(/** @type {any[]} */ ...parts) {
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

  /** @returns {Record<string, string>} */
  fields() {
    const common = { hide: this.hidden.join(","), present: this.presenter.on ? "1" : "" };
    return { ...this.state.written(), ...common };
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

  destroy() {
    clearTimeout(this.settling);
    this.watch.disconnect();
    this.keeper.disconnect();
    removeEventListener("popstate", this.returned);
    this.presenter.destroy();
    this.root.remove();
  }
}
