/** Every letter is one sign that can be seen. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { sign, signs } from "../../lib/unrolled/widgets/engine/letters.js";

const INVISIBLE = /^[\p{White_Space}\p{DI}\p{Cc}\p{Cs}]*$/u;

test("no code point is without a sign, and each sign is one grapheme", () => {
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
  for (let code = 0; code <= 0x10ffff; code++) {
    const shown = sign(String.fromCodePoint(code));
    if (INVISIBLE.test(shown)) assert.fail(`U+${code.toString(16)} cannot be seen`);
    if (shown.length > 1 && [...graphemes.segment(shown)].length !== 1)
      assert.fail(`U+${code.toString(16)} is ${shown}`);
  }
});

test("a letter that can be seen is its own sign", () => {
  for (const letter of ["a", "ü", "語", "🙂", "👩‍🚀", "🇩🇪", "e\u0301", "<", "·"])
    assert.equal(sign(letter), letter);
});

test("letters that would look alike are numbered", () => {
  const letters = ["a", " ", "\u200b", "\u200d", "\u0301", "\n"];
  assert.deepEqual(signs(letters), ["a", "␣", "⬚", "⬚₂", "◌\u0301", "⏎"]);
  assert.equal(new Set(signs(letters)).size, letters.length);
});
