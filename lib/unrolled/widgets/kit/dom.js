// The little that every view needs to build a page.

/**
 * Make an element: `make("button.u-cell", { type: "button" }, "text", child)`.
 *
 * Properties are set as attributes; functions become listeners of that event.  Children that
 * are not nodes become text, never HTML.
 *
 * @param {string} tag  with classes after dots
 * @param {Record<string, any>} [attributes]
 * @param {...any} children
 * @returns {any}
 */
export function make(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  return dressed(element, classes, attributes, children);
}

/**
 * Make an SVG element, as `make` does.
 *
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...any} children
 * @returns {any}
 */
export function draw(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  return dressed(element, classes, attributes, children);
}

/**
 * @param {Element} element
 * @param {string[]} classes
 * @param {Record<string, any>} attributes
 * @param {any[]} children
 */
function dressed(element, classes, attributes, children) {
  if (classes.length) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null));
  return element;
}

/**
 * Set an attribute only where it differs, so that nothing is laid out anew for nothing.
 *
 * @param {Element} element
 * @param {string} name
 * @param {any} value
 */
export function put(element, name, value) {
  const text = String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/**
 * Set the text of an element only where it differs.
 *
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Let a button act, or not.  One that does not keeps the focus: else the keyboard would be dead.
 *
 * @param {Element} button
 * @param {boolean} on
 */
export const able = (button, on) => put(button, "aria-disabled", !on);

/** @param {Element} button */
export const isAble = (button) => button.getAttribute("aria-disabled") !== "true";

/** Whether the reader wants things to stand still. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
