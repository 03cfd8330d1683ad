// The head and the foot of a widget: where one is, and the buttons that go on.

import { make, put } from "./dom.js";
import { icon } from "./icons.js";

const SPEEDS = [
  ["1", "normal speed"],
  ["2", "double speed"],
  ["0.5", "half speed"],
];

const HEAD = [
  ["code", "code", "The library’s code", "c"],
  ["numbers", "grid", "All numbers", "p"],
  ["text", "text", "As text and tables", "t"],
  ["full", "full", "Full screen", "f"],
  ["keys", "help", "Keys and more", "?"],
];

/**
 * The head: a badge, the place, and an icon for each action that the widget has.
 *
 * @param {Record<string, (() => void) | undefined>} actions  of code, numbers, text, full and keys
 */
export function head(actions) {
  const button = (/** @type {string[]} */ [name, picture, label, key]) =>
    make(
      "button.u-icon",
      {
        type: "button",
        title: `${label} (${key})`,
        "aria-label": label,
        "aria-keyshortcuts": key,
        click: actions[name],
      },
      icon(picture),
    );
  const had = HEAD.filter(([name]) => actions[name]);
  const buttons = Object.fromEntries(had.map((one) => [one[0], button(one)]));
  const badge = make("span.u-badge", {}, "forward →");
  const where = make("span.u-where");
  const grow = make("span.u-grow");
  const element = make("header.u-top", {}, badge, where, grow, Object.values(buttons));
  return { element, badge, where, buttons };
}

/** @type {[keyof Steps, string, string, string, () => any][]} name, look, label, key, what stands on it */
const STEPS = [
  ["first", ".u-more", "Start", "Home", () => icon("start")],
  ["letterBack", ".u-more", "One letter back", "Shift ←", () => "«"],
  ["back", ".u-back", "Back", "←", () => "‹ Back"],
  ["next", ".u-next", "Next", "→", () => "Next ›"],
  ["letterOn", ".u-more", "One letter on", "Shift →", () => "»"],
  ["last", ".u-more", "End", "End", () => icon("end")],
  ["play", ".u-more.u-play", "Play", "Space", () => icon("play")],
];

/**
 * The buttons that go on and back, that play, and that turn round where there is a way back:
 * one for each action that the widget has.
 *
 * @typedef {object} Steps
 * @property {() => void} back
 * @property {() => void} next
 * @property {() => void} play
 * @property {() => void} [first]
 * @property {() => void} [last]
 * @property {() => void} [letterBack]
 * @property {() => void} [letterOn]
 * @property {() => void} [turn]
 *
 * @param {Steps & {speed?: (factor: number) => void}} actions
 * @param {Record<string, string>} [labels]  of buttons that are called otherwise here
 */
export function stepping(actions, labels = {}) {
  /** @type {(name: keyof Steps, look: string, label: string, key: string, content: any) => any} */
  const button = (name, look, label, key, content) =>
    make(
      `button.u-button${look}`,
      {
        type: "button",
        title: `${labels[name] ?? label} (${key})`,
        "aria-label": labels[name] ?? label,
        click: () => actions[name]?.(),
      },
      content,
    );
  const had = STEPS.filter(([name]) => actions[name]);
  const buttons = Object.fromEntries(
    had.map(([name, look, label, key, content]) => [
      name,
      button(name, look, label, key, content()),
    ]),
  );
  const turnWord = make("span.u-turn-word");
  const turn = actions.turn && button("turn", ".u-more", "Other direction", "b", ["⇄", turnWord]);
  const pace = actions.speed && speedChoice(actions.speed);
  const elements = [...Object.values(buttons), pace, turn].filter(Boolean);
  const { back, next, play } = buttons;
  return { elements, back, next, play, turn, turnWord };
}

/** @param {(factor: number) => void} speed */
function speedChoice(speed) {
  const field = make(
    "select.u-select.u-more",
    { "aria-label": "Speed", change: () => speed(Number(field.value)) },
    SPEEDS.map(([value, label]) => make("option", { value, "aria-label": label }, `${value}×`)),
  );
  return field;
}

/** Say on its button whether it plays. @param {HTMLElement} button @param {boolean} on */
export function showPlaying(button, on) {
  button.replaceChildren(icon(on ? "pause" : "play"));
  put(button, "aria-label", on ? "Pause" : "Play");
}
