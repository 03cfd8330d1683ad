// A question: the reader commits to a guess, hears whether it is right, then reads why.

import { State } from "../kit/address.js";
import { make } from "../kit/dom.js";
import { judge, precisionOf } from "../kit/guess.js";
import { prose } from "../kit/prose.js";
import { read } from "../kit/reading.js";

/**
 * @typedef {object} Task
 * @property {string} question
 * @property {string} unit
 * @property {string} because
 * @property {[number, string][]} mistakes
 * @property {string[]} choices  these and `answer`, or the other two
 * @property {number} answer
 * @property {number} number
 * @property {number} tolerance
 */

/** In JupyterLab, keys pressed on these controls are theirs, not the notebook's. */
const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };
const SIGNS = { right: "✓ Right", close: "≈ Close", wrong: "✗ Not quite" };

/**
 * Judge a guess, which is what was typed or the words of a choice.
 *
 * @param {Task} task
 * @param {string} text
 * @returns {{verdict: "right" | "close" | "wrong", why: string, problem: string}} `problem` says
 *   why it is no guess; `why` names a mistake that is recognised
 */
export function judged(task, text) {
  if (task.choices) return chosen(task, text);
  const reading = read(text, task.unit);
  if (reading.problem) {
    const problem = text.trim()
      ? `${reading.problem}. Write it like 0.25, 1/4, 3·10⁻⁴ or 5,300,000.`
      : "Write down a number first; a guess is fine.";
    return { verdict: "wrong", why: "", problem };
  }
  const { number, tolerance, unit, mistakes } = task;
  return { ...judge({ number, tolerance, unit, mistakes }, reading), problem: "" };
}

/**
 * Judge a choice.
 *
 * @param {Task} task
 * @param {string} text
 * @returns {{verdict: "right" | "wrong", why: string, problem: string}}
 */
function chosen({ choices, answer, mistakes }, text) {
  const place = choices.indexOf(text);
  const problem = place < 0 ? "Choose one first; a guess is fine." : "";
  const why = mistakes.find(([wrong]) => wrong === place)?.[1] ?? "";
  return { verdict: place === answer ? "right" : "wrong", why, problem };
}

/** The right answer in words: as many decimals as the tolerance asks for. @param {Task} task */
export function answerOf({ choices, answer, number, tolerance, unit }) {
  if (choices) return choices[answer];
  const decimals = tolerance > 0 ? Math.max(0, Math.ceil(-Math.log10(tolerance))) : null;
  const digits = decimals === null ? number.toLocaleString("en") : number.toFixed(decimals);
  return `${digits.replace("-", "−")}${unit ? ` ${unit}` : ""}`;
}

/** For teachers: the answer, and what each mistake is told. @param {Task} task */
function toExpect(task) {
  const words = (value) => answerOf({ ...task, answer: value, number: value });
  const right = make("li", {}, `${words(task.answer ?? task.number)}: `, ...prose(task.because));
  const wrong = task.mistakes.map(([value, why]) =>
    make("li", {}, `${words(value)}: `, ...prose(why)),
  );
  return make(
    "div.u-predict-expect",
    {},
    make("p", {}, "To expect:"),
    make("ul", {}, right, wrong),
  );
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
    read: () => tried(() => JSON.parse(localStorage.getItem(key))) ?? {},
    write: (fields) => tried(() => localStorage.setItem(key, JSON.stringify(fields))),
    clear: () => tried(() => localStorage.removeItem(key)),
  };
}

/** The part of the form that takes a number. @param {Task} task */
function numberField(task) {
  const input = make("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    size: 12,
    ...OWN_KEYS,
  });
  const unit = task.unit ? ` ${task.unit}, ` : " ";
  const precision = make("span.u-predict-precision", {}, precisionOf(task));
  return {
    parts: [make("label.u-predict-number", {}, "Your answer ", input, unit, precision)],
    first: input,
    get: () => input.value,
    set: (text) => (input.value = text),
  };
}

/** The part of the form that takes a choice. @param {Task} task */
function choiceField({ choices }) {
  const radios = choices.map(() => make("input", { type: "radio", name: "guess", ...OWN_KEYS }));
  const label = (choice, i) =>
    make("label.u-predict-choice", {}, radios[i], make("span", {}, choice));
  return {
    parts: choices.map(label),
    first: radios[0],
    get: () => choices[radios.findIndex((radio) => radio.checked)] ?? "",
    set: (text) => radios.forEach((radio, i) => (radio.checked = choices[i] === text)),
  };
}

class Question {
  constructor(model, place) {
    this.model = model;
    /** @type {Task} */
    this.task = model.get("task");
    this.kept = memory(this.task.question);
    this.field = this.task.choices ? choiceField(this.task) : numberField(this.task);
    const { get, set } = this.field;
    const read = (text) => (judged(this.task, text).problem ? undefined : text);
    this.state = new State({ guess: { start: "", read, get, set } }, this.kept.read());
    this.build();
    this.enter("open");
    if (this.state.changes()) this.decide();
    if (this.kept.read().shown) this.tell();
    place.append(this.root);
    this.root.dataset.ready = "";
  }

  build() {
    this.verdict = make("p.u-predict-verdict");
    this.because = make("p.u-predict-because");
    const button = (type, text, click) =>
      make("button.u-button", { type, click, ...OWN_KEYS }, text);
    const check = button("submit", "Check");
    this.show = button("button", "Show the answer", () => this.reveal());
    this.over = button("button", "Start over", () => this.startOver());
    const { question } = this.task;
    const form = make(
      "form",
      {
        novalidate: true,
        submit: (event) => this.commit(event),
        input: () => this.reconsider(),
      },
      make("fieldset", {}, make("legend", {}, question), this.field.parts),
      make("div.u-predict-buttons", {}, check, this.show, this.over),
      make("div", { "aria-live": "polite" }, this.verdict, this.because),
    );
    this.root = make("div.unrolled.u-predict", { "data-widget": "predict" }, form);
    if (document.documentElement.dataset.answers) this.root.append(toExpect(this.task)); // answers.js
  }

  /** Show a state, with what to say about it. */
  enter(state, words = "", reason = "", isOver = false) {
    this.root.dataset.state = state;
    this.root.toggleAttribute("data-done", state === "right" || isOver); // opens its answer
    this.verdict.replaceChildren(...prose(words));
    this.because.replaceChildren(...prose(reason));
    this.show.hidden = state === "open" || state === "right" || isOver;
    this.over.hidden = state === "open";
    this.model.set("guess", state === "open" ? "" : this.field.get());
    this.model.set("state", state);
    this.model.save_changes();
  }

  decide() {
    const { task, field } = this;
    const { verdict, why } = judged(task, field.get());
    const words = `${SIGNS[verdict]}${why ? `: ${why}` : ""}.`;
    if (verdict === "right") this.enter("right", words, task.because);
    else this.enter(verdict, `${words} Try again, or look.`);
  }

  /** @param {Event} event */
  commit(event) {
    event.preventDefault();
    const { problem } = judged(this.task, this.field.get());
    if (problem) return this.enter("open", problem);
    this.kept.write(this.state.written());
    this.decide();
  }

  reconsider() {
    if (this.root.dataset.state !== "open" || this.verdict.textContent) this.enter("open");
  }

  /** The reader gives up, for good. */
  reveal() {
    this.kept.write({ ...this.state.written(), shown: "yes" });
    this.tell();
    this.over.focus();
  }

  tell() {
    this.enter("wrong", `The answer is ${answerOf(this.task)}.`, this.task.because, true);
  }

  startOver() {
    this.kept.clear();
    this.state.reset();
    this.enter("open");
    this.field.first.focus();
  }
}

const render = ({ model, el }) => void new Question(model, el);

export default { render };
