// Numbers that one widget of a page hands to another, such as the weights of an update.

const EVENT = "unrolled:numbers";

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
 * Take what is offered to a widget, if its program has such leaves.
 *
 * @param {string} key
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {() => void} taken  called after the leaves are set and all is recomputed
 * @returns {() => void} call it to stop
 */
export function receive(key, recorded, taken) {
  const listen = (event) => {
    const { to, values } = event.detail;
    const found = Object.entries(values).map(([name, own]) => [recorded.find(name), own]);
    const fits = ([i, own]) => recorded.leaves.has(i) && recorded.values(i).length === own.length;
    if (to !== key || event.defaultPrevented || !found.every(fits)) return;
    event.preventDefault();
    for (const [i, own] of found) recorded.replay.set(i, own);
    recorded.replay.update();
    taken();
  };
  document.addEventListener(EVENT, listen);
  return () => document.removeEventListener(EVENT, listen);
}
