// What is rebuilt, hidden or switched off would take the focus with it, and the keyboard would
// be dead: the widget itself gets it then.

/**
 * Keep the focus in a widget until the reader takes it elsewhere, and let Tab stop only where a
 * key does something.
 *
 * @param {HTMLElement} root
 * @returns {MutationObserver} to be disconnected in the end
 */
export function keepFocus(root) {
  /** @type {Element | null} */
  let focused = null;
  const isLost = () => document.activeElement === document.body;
  const catchIt = () => root.focus({ preventScroll: true });
  root.addEventListener("focusin", ({ target }) => {
    focused = /** @type {Element} */ (target);
  });
  root.addEventListener("focusout", ({ target }) => {
    setTimeout(() => {
      if (focused !== target) return;
      focused = null;
      if (isLost() && isGone(/** @type {Element} */ (target))) catchIt();
    }); // by then it is known what was rebuilt
  });
  root.addEventListener("keydown", ({ key }) => {
    if (key === "Tab") stopWhereItScrolls(root);
  });
  const watch = new MutationObserver((changes) => {
    const removed = changes.flatMap((change) => [...change.removedNodes]);
    if (isLost() && removed.some((node) => node.contains(focused))) catchIt();
  });
  watch.observe(root, { childList: true, subtree: true });
  return watch;
}

/** What scrolls is a tab stop; what fits would be a dead one.  @param {HTMLElement} root */
function stopWhereItScrolls(root) {
  /** @type {NodeListOf<HTMLElement>} */
  const regions = root.querySelectorAll(":is([role=group], [role=region], [role=table])[tabindex]");
  for (const one of regions) one.tabIndex = scrolls(one) ? 0 : -1;
}

/** @param {Element} one */
const scrolls = (one) =>
  one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;

/** Whether an element can have no focus any more. @param {Element} element */
const isGone = (element) =>
  !element.isConnected || element.getClientRects().length === 0 || element.matches(":disabled");
