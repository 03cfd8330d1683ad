// What can be opened below a widget, one at a time, so that nothing above it moves.

import { make, put } from "./dom.js";

export class Panels {
  /**
   * @param {Record<string, {content: any[], attributes?: object, opened?: () => void}>} parts
   * @param {Record<string, HTMLElement>} buttons  the button of each panel
   */
  constructor(parts, buttons) {
    this.parts = parts;
    this.buttons = buttons;
    /** @type {Record<string, HTMLElement>} */
    this.panels = {};
    for (const [name, { content, attributes }] of Object.entries(parts)) {
      this.panels[name] = make("div.u-drawer", { hidden: true, ...attributes }, content);
    }
    this.elements = Object.values(this.panels);
  }

  /** @param {string} name */
  isOpen(name) {
    return !this.panels[name].hidden;
  }

  /** Open a panel and close the others; close it if it is open. @param {string} name */
  toggle(name) {
    const opens = !this.isOpen(name);
    for (const [other, panel] of Object.entries(this.panels)) {
      panel.hidden = other !== name || !opens;
      put(this.buttons[other], "aria-expanded", !panel.hidden);
    }
    if (!opens) return;
    this.parts[name].opened?.();
    this.panels[name].scrollIntoView({ block: "nearest" });
  }
}

/**
 * The panel of keys: what each does, the other panels by name, and a link to this state.
 *
 * @param {string[][]} keys  each a key and what it does
 * @param {[string, () => void][]} more  labels and actions that a phone has no icons for
 * @param {() => string} link  the address of this state
 * @param {string} [colours]  what the colours of numbers mean
 */
export function keysPanel(keys, more, link, colours = "") {
  const said = make("span", { role: "status" });
  const copy = async () => {
    const address = link();
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = "Copied.";
    } catch {
      said.textContent = address; // to be copied by hand
    }
  };
  const button = (/** @type {string} */ label, /** @type {() => void} */ act) =>
    make("button.u-button", { type: "button", click: act }, label);
  return [
    make(
      "div.u-also",
      {},
      more.map(([label, act]) => button(label, act)),
    ),
    make("p.u-title", {}, "Keys, while the widget has the focus"),
    make(
      "div.u-keys",
      {},
      keys.map(([key, what]) => make("span", {}, make("kbd", {}, key), ` ${what}`)),
    ),
    colours ? make("p", {}, colours) : "",
    make("p", {}, button("Copy a link to exactly this", copy), " ", said),
  ];
}
