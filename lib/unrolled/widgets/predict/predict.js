// A question: the reader commits to a guess, hears whether it is right, then reads why.

import { make } from "../kit/dom.js";
import { mistakeOf, parseNumber } from "../kit/guess.js";

/** @typedef {{question: string, unit: string, because: string, mistakes: [number, string][],
 *   choices?: string[], answer?: number, number?: number, tolerance?: number}} Task */

/** In JupyterLab, keys pressed on these controls are theirs, not the notebook's. */
const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };
/**
 * Judge a guess: the place of a choice, or a number.
 *
 * @param {Task} task
 * @param {number} guess
 * @returns {{isRight: boolean, why: string}} `why` names a mistake that is recognised
 */
export function judge(task, guess) {
  const reach = task.choices ? 0 : task.tolerance + 1e-12 * Math.abs(task.number);
  const right = task.choices ? task.answer : task.number;
  if (Math.abs(guess - right) <= reach) return { isRight: true, why: "" };
  return { isRight: false, why: mistakeOf(task.mistakes, guess, reach) };
}

/** The right answer in words: as many decimals as the tolerance asks for. @param {Task} task */
export function answerOf({ choices, answer, number, tolerance, unit }) {
  if (choices) return choices[answer];
  const decimals = tolerance > 0 ? Math.max(0, Math.ceil(-Math.log10(tolerance))) : null;
  const digits = decimals === null ? number.toLocaleString("en") : number.toFixed(decimals);
  return `${digits.replace("-", "−")}${unit ? ` ${unit}` : ""}`;
}

/** What the page keeps of a question; where storage is blocked, nothing. */
function memory(question) {
  const key = `unrolled:predict:${location.pathname}:${question}`;
  const tried = (task) => {
    try {
      return task();
    } catch {
      return null;
    }
  };
  return {
    read: () => tried(() => JSON.parse(localStorage.getItem(key))),
    write: (value) => tried(() => localStorage.setItem(key, JSON.stringify(value))),
    clear: () => tried(() => localStorage.removeItem(key)),
  };
}

/** The part of the form that takes the guess. */
function field(task) {
  if (!task.choices) {
    const input = make("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      size: 12,
      ...OWN_KEYS,
    });
    const unit = task.unit ? ` ${task.unit}` : "";
    return {
      parts: [make("label.u-predict-number", {}, "Your answer ", input, unit)],
      first: input,
      text: () => input.value,
      guess: () => parseNumber(input.value, task.unit),
      fill: (text) => (input.value = text),
      complaint: () =>
        input.value.trim()
          ? `“${input.value}” is not a number. Write it like 0.25, 1/4 or 5,300,000.`
          : "Write down a number first; a guess is fine.",
    };
  }
  const radios = task.choices.map(() =>
    make("input", { type: "radio", name: "guess", ...OWN_KEYS }),
  );
  const chosen = () => radios.findIndex((radio) => radio.checked);
  return {
    parts: task.choices.map((choice, i) =>
      make("label.u-predict-choice", {}, radios[i], make("span", {}, choice)),
    ),
    first: radios[0],
    text: () => task.choices[chosen()] ?? "",
    guess: () => (chosen() < 0 ? NaN : chosen()),
    fill: (text) => radios.forEach((radio, i) => (radio.checked = task.choices[i] === text)),
    complaint: () => "Choose one first; a guess is fine.",
  };
}

function render({ model, el }) {
  /** @type {Task} */
  const task = model.get("task");
  const kept = memory(task.question);
  const { parts, first, text, guess, fill, complaint } = field(task);

  const verdict = make("p.u-predict-verdict");
  const because = make("p.u-predict-because");
  const button = (type, text, click) => make("button.u-button", { type, click, ...OWN_KEYS }, text);
  const check = button("submit", "Check");
  const show = button("button", "Show the answer", () => reveal());
  const over = button("button", "Start over", () => startOver());
  const form = make(
    "form",
    { novalidate: true, submit: (event) => commit(event), input: () => reconsider() },
    make("fieldset", {}, make("legend", {}, task.question), parts),
    make("div.u-predict-buttons", {}, check, show, over),
    make("div", { "aria-live": "polite" }, verdict, because),
  );
  const root = make("div.unrolled.u-predict", { "data-widget": "predict" }, form);

  /** Show a state, with what to say about it. */
  function enter(state, words = "", reason = "", isOver = false) {
    root.dataset.state = state;
    verdict.textContent = words;
    because.textContent = reason;
    show.hidden = state !== "wrong" || isOver;
    over.hidden = state === "open";
    model.set("guess", state === "open" ? "" : text());
    model.set("state", state);
    model.save_changes();
  }

  function decide() {
    const { isRight, why } = judge(task, guess());
    if (isRight) enter("right", "✓ Right.", task.because);
    else enter("wrong", `✗ Not quite${why ? `: ${why}` : ""}. Try again, or look.`);
  }

  function commit(event) {
    event.preventDefault();
    if (Number.isNaN(guess())) return enter("open", complaint());
    kept.write({ guess: text() });
    decide();
  }

  function reconsider() {
    if (root.dataset.state !== "open" || verdict.textContent) enter("open");
  }

  function reveal() {
    enter("wrong", `The answer is ${answerOf(task)}.`, task.because, true);
    over.focus();
  }

  function startOver() {
    kept.clear();
    form.reset();
    enter("open");
    first.focus();
  }

  enter("open");
  const before = kept.read()?.guess;
  if (typeof before === "string") {
    fill(before);
    if (!Number.isNaN(guess())) decide();
  }
  el.append(root);
  root.dataset.ready = "";
}

export default { render };
