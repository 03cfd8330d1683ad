/** Every letter is one sign that can be seen. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { graphemes, sign, signs } from "../../lib/unrolled/widgets/engine/letters.js";

const INVISIBLE = /^[\p{White_Space}\p{DI}\p{Cc}\p{Cs}\p{NChar}]*$/u;

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
  const alike = ["é", "e\u0301", "a", "a\u200d", "❤", "❤\ufe0f"];
  assert.deepEqual(signs(alike), ["é", "e\u0301₂", "a", "a\u200d₂", "❤", "❤\ufe0f₂"]);
});

test("a letter is what a reader sees as one", () => {
  const segments = new Intl.Segmenter("en", { granularity: "grapheme" });
  const texts = [
    "plain\r\ntext\t\0 é e\u0301\u0323",
    "👨\u200d👩\u200d👧🇩🇪🇫🇷🇮👍🏽❤\ufe0f1\ufe0f\u20e3🏴\u{e0067}\u{e0062}\u{e007f}",
    "שלום\u202eab\u1112\u1161\u11ab한कक्षाﾊﾞ",
    "\u0301a\u200db\u200b\u0301\n\u0301\ufeff\ud800\u20e3",
  ];
  for (const text of texts)
    assert.deepEqual(
      graphemes(text),
      [...segments.segment(text)].map(({ segment }) => segment),
    );
});
