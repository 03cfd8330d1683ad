// What a reader sets: a quantity (slider and field), a choice (buttons), a list, a switch.

import { make, put } from "./dom.js";
import { long } from "./numbers.js";
import { typed } from "./reading.js";
import { alongRow, oneStop } from "./row.js";

/**
 * A number to drag or to type.  What is typed wrong is said beside it, and changes nothing.
 *
 * @param {object} asked
 * @param {string} asked.name  as tests and links call it
 * @param {any} asked.label  text or nodes
 * @param {string} asked.spoken  the label for screen readers
 * @param {number} asked.min
 * @param {number} asked.max
 * @param {number} [asked.step]
 * @param {boolean} [asked.whole]  only whole numbers
 * @param {boolean} [asked.log]  the slider multiplies; min must be above 0
 * @param {string} [asked.role]  whose colour it has
 * @param {number} asked.value
 * @param {(value: number) => void} asked.change
 */
export function quantity(asked) {
  const { name, label, spoken, step = 0.01, whole = false, log = false, role } = asked;
  let { min, max } = asked;
  const same = (/** @type {number} */ x) => x;
  const toSlider = log ? Math.log : same;
  const fromSlider = log ? Math.exp : same;
  const written = (/** @type {number} */ x) => (log ? String(x) : long(x)); // the small ones keep their digits
  const clean = (/** @type {number} */ x) =>
    whole ? Math.round(x) : Number(x.toPrecision(log ? 3 : 12));
  const slider = make("input", {
    type: "range",
    step: log ? "any" : step,
    "aria-label": spoken,
    input: () => take(clean(fromSlider(Number(slider.value)))),
    keydown: (/** @type {KeyboardEvent} */ event) => nudge(event),
  });
  const field = make("input.u-field", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-label": `${spoken}, typed`,
    "data-name": name,
    change: () => read(),
  });
  const problem = make("span.u-problem", { role: "alert" });
  const element = make(
    "span.u-quantity",
    {},
    make("span.u-name", {}, label),
    slider,
    field,
    problem,
  );
  if (role) element.style.setProperty("--u-c", `var(--u-${role})`);
  let value = asked.value;

  /**
   * Browsers move a slider without steps by a hundredth; in a logarithmic one that is little.
   *
   * @param {KeyboardEvent} event
   */
  function nudge(event) {
    /** @type {Record<string, number>} */
    const ways = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
    const way = ways[event.key];
    if (!way || !log) return;
    event.preventDefault();
    take(Math.min(max, Math.max(min, clean(value * 1.1 ** way))));
  }

  function read() {
    const x = typed(field.value, (y) => y >= min && y <= max && (!whole || Number.isInteger(y)));
    const fits = !Number.isNaN(x);
    put(field, "aria-invalid", !fits);
    const kind = whole ? "a whole number" : "a number";
    problem.textContent = fits ? "" : `${kind} from ${written(min)} to ${written(max)} is needed`;
    if (fits) take(x);
  }

  function take(/** @type {number} */ x) {
    set(x);
    asked.change(x);
  }

  /** Show a value without reporting it. @param {number} x */
  function set(x) {
    value = x;
    slider.value = String(toSlider(x));
    field.value = written(x);
    put(slider, "aria-valuetext", written(x));
    put(field, "data-value", String(x));
    put(field, "aria-invalid", false);
    problem.textContent = "";
  }

  /** Allow another range. @param {number} low @param {number} high */
  function limits(low, high) {
    [min, max] = [low, high];
    put(slider, "min", toSlider(min));
    put(slider, "max", toSlider(max));
  }

  limits(min, max);
  set(value);
  return { element, set, limits, slider, field };
}

/**
 * Buttons with what they are about before them.  No fieldset: WebKit draws its legend above.
 *
 * @param {string} label  "" if what stands around says it
 * @param {HTMLElement[]} buttons
 */
export function labelled(label, buttons) {
  const about = make("span.u-about", { "aria-hidden": "true" }, label);
  return make("div.u-choices", { role: "group", "aria-label": label || null }, about, buttons);
}

/**
 * One of a few, as a row of buttons.
 *
 * @param {{name: string, label: string, options: [string, any][], value: string,
 *   change: (value: string) => void}} asked  options are values with their labels
 */
export function choice({ name, label, options, value, change }) {
  const buttons = options.map(([own, text]) =>
    make(
      "button.u-button.u-choice",
      { type: "button", "data-name": name, "data-choice": own, click: () => take(own) },
      text,
    ),
  );
  const element = labelled(label, buttons);

  function take(/** @type {string} */ own) {
    set(own);
    change(own);
  }

  function set(/** @type {string} */ own) {
    for (const button of buttons) put(button, "aria-pressed", button.dataset.choice === own);
    oneStop(
      buttons,
      Math.max(
        0,
        buttons.findIndex(({ dataset }) => dataset.choice === own),
      ),
    );
  }

  const focus = (/** @type {string} */ own) =>
    buttons.find((button) => button.dataset.choice === own)?.focus();

  alongRow(element, () => buttons);
  set(value);
  return { element, set, focus };
}

/**
 * One of many, as a list to open.
 *
 * @param {{name: string, label: any, spoken: string, options: [string, string][], value: string,
 *   change: (value: string) => void}} asked  options are values with their labels
 */
export function list({ name, label, spoken, options, value, change }) {
  const field = make(
    "select.u-select",
    { "aria-label": spoken, "data-name": name, change: () => change(field.value) },
    options.map(([own, text]) => make("option", { value: own }, text)),
  );
  const element = make("span.u-quantity", {}, make("span.u-name", {}, label), field);
  const set = (/** @type {string} */ own) => {
    field.value = own;
  };
  set(value);
  return { element, set };
}

/**
 * On or off.
 *
 * @param {{name: string, label: any, value: boolean, change: (value: boolean) => void}} asked
 */
export function toggle({ name, label, value, change }) {
  const box = make("input", {
    type: "checkbox",
    "data-name": name,
    change: () => change(box.checked),
  });
  const element = make("label.u-quantity", {}, box, label);
  const set = (/** @type {boolean} */ on) => {
    box.checked = on;
  };
  set(value);
  return { element, set };
}
