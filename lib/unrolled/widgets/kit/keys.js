// The keys that every widget has, on the page and on a projector.

export const COMMON = [
  ["t", "the numbers as a table"],
  ["r", "reset"],
  ["f", "full screen; Esc leaves"],
  ["?", "these keys"],
  ["PageDown PageUp", "in full screen: next, back"],
  ["b .", "in full screen: a black screen, until the next key"],
];
const CLICKS = new Map([
  ["PageDown", "ArrowRight"],
  ["PageUp", "ArrowLeft"],
]);

/** @typedef {import("./frame.js").Frame} Frame */

/**
 * A key was pressed somewhere in a widget.
 *
 * @param {Frame} frame
 * @param {KeyboardEvent} event
 */
export function keydown(frame, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  const target = /** @type {Element} */ (event.target);
  const types = target.matches("select, textarea, input:not([type=range], [type=checkbox])");
  const act = clicked(frame, event, types);
  if (!act && frame.widget.first?.(event)) return;
  if (types && !act) {
    if (key === "Escape") frame.root.focus({ preventScroll: true });
    return;
  }
  const moves = /^(Arrow|Page|Home|End)/.test(key);
  const own = moves && target.matches("input[type=range], [role=slider]");
  const pushes = key === " " && target.matches("button, input");
  if (!act && (own || pushes)) return; // these are the element's
  const does = act ?? frame.widget.act?.(key, event) ?? common(frame, key);
  if (!does) return;
  event.preventDefault();
  does();
}

/**
 * What clickers send in full screen means the same in every widget, whatever has the focus.
 *
 * @param {Frame} frame
 * @param {KeyboardEvent} event
 * @param {boolean} types  whether it goes into a field, where letters are letters
 */
function clicked(frame, { key, shiftKey }, types) {
  if (!frame.presenter.on || shiftKey) return undefined;
  if (!types && (key === "b" || key === ".")) return () => frame.presenter.darken();
  const step = CLICKS.get(key);
  if (!step) return undefined;
  const act = frame.widget.act?.(step, new KeyboardEvent("keydown", { key: step }));
  if (!act) return () => frame.note("no steps here: set what you like");
  return () => {
    const before = JSON.stringify(frame.fields());
    act();
    if (JSON.stringify(frame.fields()) === before) frame.note("no further this way");
  };
}

/** What a key does in every widget. @param {Frame} frame @param {string} key */
function common(frame, key) {
  const acts = new Map([
    ["t", frame.opener("text")],
    ["r", () => frame.reset()],
    ["f", () => frame.presenter.toggle()],
    ["?", frame.opener("keys")],
  ]);
  if (key === "Escape" && frame.presenter.on) return () => frame.presenter.toggle(false);
  return acts.get(key);
}
