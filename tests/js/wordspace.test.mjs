/** The plane of words: where names stand, and what a link says of words that were moved. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { moves, withMove } from "../../lib/unrolled/widgets/wordspace/moves.js";
import { placed } from "../../lib/unrolled/widgets/wordspace/names.js";

const EDGES = { left: 40, right: 400, top: 10, bottom: 300 };
const LETTER = 7.6;

function boxes(points, places) {
  return places.map(({ x, y, anchor }, k) => {
    const width = points[k].text.length * LETTER;
    const left = { start: x, middle: x - width / 2, end: x - width }[anchor];
    return { left, right: left + width, top: y - 9, bottom: y };
  });
}

function apart(all) {
  all.forEach((a, i) => {
    assert.ok(a.left >= EDGES.left && a.right <= EDGES.right, `${i} is inside`);
    for (const b of all.slice(i + 1)) {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      assert.ok(wide <= 0 || Math.min(a.bottom, b.bottom) <= Math.max(a.top, b.top), `${i}`);
    }
  });
}

test("names do not lie upon each other, nor beyond the edges", () => {
  const texts = ["this", "phone", "because", "battery", "charging", "properly"];
  const round = texts.map((text, k) => ({ x: 200 + 12 * k, y: 150 + 3 * k, text }));
  apart(boxes(round, placed(round, EDGES)));
  const corner = texts.map((text, k) => ({ x: 395 - 25 * k, y: 295 - 20 * k, text }));
  apart(boxes(corner, placed(corner, EDGES)));
});

test("points in one place have their names in a column", () => {
  const points = ["do", "because", "battery"].map((text) => ({ x: 100, y: 100, text }));
  const places = placed(points, EDGES);
  assert.deepEqual([...new Set(places.map(({ x }) => x))], [108]);
  apart(boxes(points, places));
});

test("a link with moves is read as it was written, and a wrong one is not read", () => {
  const field = moves(13, 600);
  const text = "11:50:0.5:-1,3:60:1:1e-7";
  assert.equal(field.write(field.read(text)), text);
  for (const wrong of [
    "",
    "1:2:3",
    "13:0:0:0",
    "1:601:0:0",
    "1:0:101:0",
    "1:0::0",
    "1:1.5:0:0",
    "1:60:0:0,1:50:0:0",
    "<b>:0:0:0",
  ])
    assert.equal(field.read(wrong), undefined, wrong);
});

test("a move forgets the same word there, and all that was later", () => {
  const move = (word, n) => ({ word, n, x: 0, y: 0 });
  const all = [move(1, 10), move(1, 20), move(2, 20), move(3, 30)];
  assert.deepEqual(withMove(all, move(1, 20)), [move(1, 10), move(2, 20), move(1, 20)]);
});
