// What one widget of a page hands to another: numbers, such as the weights of an update, or a
// whole program.

const EVENT = "unrolled:numbers";
const PROGRAM = "unrolled:program";

/**
 * Offer values of leaves, by name, to the widget with a key.
 *
 * @param {string} to
 * @param {Record<string, ArrayLike<number>>} values
 * @returns {boolean} whether it took them
 */
export function offer(to, values) {
  const event = new CustomEvent(EVENT, { detail: { to, values }, cancelable: true });
  return !document.dispatchEvent(event);
}

/**
 * Offer a program to the widget with a key.
 *
 * @param {string} to
 * @param {{program: any, captions: any}} offered  with what can be said of it
 * @returns {boolean} whether it took it
 */
export function offerProgram(to, offered) {
  const event = new CustomEvent(PROGRAM, { detail: { to, ...offered }, cancelable: true });
  return !document.dispatchEvent(event);
}

/**
 * Take what is offered to a widget: numbers, if its program has such leaves, and programs.
 *
 * @param {object} widget
 * @param {{key: string}} widget.frame
 * @param {import("../engine/recorded.js").Recorded} widget.recorded
 * @param {() => void} widget.received  called after the leaves are set and all is recomputed
 * @param {(offered: {program: any, captions: any}) => void} take  another program
 * @returns {() => void} call it to stop
 */
export function receive(widget, take) {
  const { recorded } = widget;
  const mine = (event) => event.detail.to === widget.frame.key && !event.defaultPrevented;
  const numbers = (event) => {
    const { values } = event.detail;
    const found = Object.entries(values).map(([name, own]) => [recorded.find(name), own]);
    const fits = ([i, own]) => recorded.leaves.has(i) && recorded.values(i).length === own.length;
    if (!mine(event) || !found.every(fits)) return;
    event.preventDefault();
    for (const [i, own] of found) recorded.replay.set(i, own);
    recorded.replay.update();
    widget.received();
  };
  const program = (event) => {
    if (!mine(event)) return;
    event.preventDefault();
    take(event.detail);
  };
  document.addEventListener(EVENT, numbers);
  document.addEventListener(PROGRAM, program);
  return () => {
    document.removeEventListener(EVENT, numbers);
    document.removeEventListener(PROGRAM, program);
  };
}
