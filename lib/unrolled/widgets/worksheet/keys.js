// The keys of a worksheet.

export const KEYS = [
  ["Enter", "check; right: on to the next blank"],
  ["Tab ↑ ↓", "to another box"],
  ["Esc", "out of a box"],
  ["→ ←", "next blank, the one before"],
  ["h", "a hint"],
  ["v", "show the number"],
];

/**
 * Keys in a box and in the editor are the sheet's own; says whether that was one.
 *
 * @param {import("./worksheet.js").Worksheet} sheet
 * @param {KeyboardEvent & {target: Element}} event
 */
export function keydown(sheet, event) {
  const { target, key } = event;
  const inBox = target.matches("input.u-blank") && actInBox(sheet, key);
  const leaves = key === "Enter" || key === "Escape";
  const outOfEditor = target.matches(".u-entry .u-field") && leaves && (() => sheet.leave());
  const act = inBox || outOfEditor;
  if (!act) return false;
  event.preventDefault();
  act();
  return true;
}

const actInBox = (sheet, key) =>
  ({
    Enter: () => sheet.check(),
    ArrowUp: () => sheet.walk(-1),
    ArrowDown: () => sheet.walk(1),
    h: () => sheet.hint(), // no number is written with these letters
    v: () => sheet.reveal(),
  })[key];

/**
 * What a key does.
 *
 * @param {import("./worksheet.js").Worksheet} sheet
 * @param {string} key
 */
export function keyOf(sheet, key) {
  const { now, board, root } = sheet;
  const onRoot = document.activeElement === root;
  return {
    ArrowRight: () => sheet.walk(1),
    ArrowLeft: () => sheet.walk(-1),
    Enter: board.boxes.has(now) && onRoot && (() => sheet.enter()),
    h: () => sheet.hint(),
    v: () => sheet.reveal(),
    Escape: (sheet.leaf || sheet.asked) && (() => sheet.let()),
  }[key];
}
