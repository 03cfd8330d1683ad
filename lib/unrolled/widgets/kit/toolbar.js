// The head and the foot of a widget: where one is, and the buttons that go on.

import { make } from "./dom.js";
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

/**
 * The buttons that go on and back, that play, and that turn round where there is a way back.
 *
 * @typedef {object} Steps
 * @property {() => void} first
 * @property {() => void} back
 * @property {() => void} next
 * @property {() => void} last
 * @property {() => void} letterBack
 * @property {() => void} letterOn
 * @property {() => void} play
 * @property {(() => void) | undefined} turn
 *
 * @param {Steps & {speed: (factor: number) => void}} actions
 */
export function stepping(actions) {
  /** @type {(name: keyof Steps, classes: string, label: string, key: string, content: any) => any} */
  const button = (name, classes, label, key, content) =>
    make(
      `button.u-button${classes}`,
      {
        type: "button",
        title: `${label} (${key})`,
        "aria-label": label,
        click: () => actions[name]?.(),
      },
      content,
    );
  const back = button("back", ".u-back", "Back", "←", "‹ Back");
  const next = button("next", ".u-next", "Next", "→", "Next ›");
  const play = button("play", ".u-more", "Play", "Space", icon("play"));
  const pace = make(
    "select.u-select.u-more",
    { "aria-label": "Speed", change: () => actions.speed(Number(pace.value)) },
    SPEEDS.map(([value, label]) => make("option", { value, "aria-label": label }, `${value}×`)),
  );
  const turnWord = make("span.u-turn-word");
  const turn = actions.turn && button("turn", ".u-more", "Other direction", "b", ["⇄", turnWord]);
  const elements = [
    button("first", ".u-more", "Start", "Home", icon("start")),
    button("letterBack", ".u-more", "One letter back", "Shift ←", "«"),
    back,
    next,
    button("letterOn", ".u-more", "One letter on", "Shift →", "»"),
    button("last", ".u-more", "End", "End", icon("end")),
    play,
    pace,
    ...(turn ? [turn] : []),
  ];
  return { elements, back, next, play, turn, turnWord };
}
