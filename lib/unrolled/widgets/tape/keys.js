// The keys of the Tape.

const KEYS = [
  ["→ ←", "next, back"],
  ["Shift → ←", "a letter on, back"],
  ["Home End", "start, end"],
  ["Space", "play, pause"],
  ["1 2 3 …", "follow unit 1, 2, 3, …"],
  ["o", "open, close a call (softmax)"],
  ["c", "code"],
  ["p", "all numbers"],
];
const TURN = ["b", "the same, the other way: U h and U⊤ δ; in full screen Shift b"];
const SWITCH = ["s", "the next of what can be shown"];

/** The keys, for the help. @param {import("./tape.js").Tape} tape */
export const keysOf = ({ recorded, programs }) => [
  ...KEYS,
  ...(recorded.goesBack ? [TURN] : []),
  ...(programs.several ? [SWITCH] : []),
];

/**
 * Keys in the editor and on the scrubber are the Tape's own; says whether that was one.
 *
 * @param {import("./tape.js").Tape} tape
 * @param {KeyboardEvent & {target: Element}} event
 */
export function keydown(tape, event) {
  const { target, key } = event;
  if (target.matches("input, select")) {
    const leaves = key === "Enter" || key === "Escape";
    const wrong = target.getAttribute("aria-invalid") === "true" && key === "Enter";
    if (!leaves || wrong || target.matches("select")) return true; // what is wrong is said
    event.preventDefault();
    tape.picked.leaf = null;
    tape.root.focus({ preventScroll: true });
    tape.render();
    return true;
  }
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  const moves = key in steps || key === "Home" || key === "End";
  if (!moves || !target.matches("[role=slider]")) return false;
  event.preventDefault();
  if (key in steps && !event.shiftKey) tape.jump(tape.now + steps[key]);
  else keyOf(tape, key, event)?.();
  return true;
}

/**
 * What a key does.
 *
 * @param {import("./tape.js").Tape} tape
 * @param {string} key
 * @param {{shiftKey: boolean}} event
 */
export function keyOf(tape, key, { shiftKey }) {
  const step = (by) => () =>
    tape.jump(shiftKey ? tape.journey.letter(tape.now, by) : tape.now + by);
  const turn = tape.recorded.goesBack && (() => tape.turn());
  const act = {
    ArrowRight: step(1),
    ArrowLeft: step(-1),
    Home: () => tape.jump(0),
    End: () => tape.jump(tape.journey.last),
    " ": () => tape.foot.play(),
    b: turn,
    B: turn,
    c: () => tape.frame.panels.toggle("code"),
    p: () => tape.frame.panels.toggle("numbers"),
    o: () => tape.toggle(),
    s: tape.programs.several && (() => tape.switchTo(tape.programs.next)),
    Escape: tape.picked.entry !== null && (() => tape.let()),
  }[key];
  if (act || !/^[1-9]$/.test(key)) return act || undefined;
  return () => tape.choose(Number(key) - 1);
}
