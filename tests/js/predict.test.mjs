/** Questions: how a guess is read and judged. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { parseNumber } from "../../lib/unrolled/widgets/kit/guess.js";
import { answerOf, judge } from "../../lib/unrolled/widgets/predict/predict.js";
import { parseSize } from "../../lib/unrolled/widgets/sizes/sizes.js";

test("numbers are read as people write them", () => {
  const written = {
    5.49: 5.49,
    "5,49": 5.49,
    " 7 ": 7,
    "−0.5": -0.5,
    "+2": 2,
    "5,300,000": 5300000,
    "5 300 000": 5300000,
    "5_300_000": 5300000,
    "1/4": 0.25,
    "1e-3": 0.001,
    ".5": 0.5,
    "1,234.5": 1234.5,
  };
  for (const [text, value] of Object.entries(written)) assert.equal(parseNumber(text), value, text);
});

test("a unit may stand behind the number", () => {
  assert.equal(parseNumber("42 %", "%"), 42);
  assert.equal(parseNumber("1.39nats", "nats"), 1.39);
});

test("what is not a number is NaN", () => {
  for (const text of [
    "",
    " ",
    "abc",
    "1.2.3",
    "0x10",
    "Infinity",
    "1/",
    "/",
    "1/2/3",
    "--1",
    "42 %",
  ]) {
    assert.ok(Number.isNaN(parseNumber(text)), text);
  }
});

test("division by zero is no answer", () => {
  assert.ok(!Number.isFinite(parseNumber("1/0")));
});

const TASK = { number: 0.416, tolerance: 0.01, mistakes: [[0.584, "that is the other one"]] };

test("a number within the tolerance is right", () => {
  for (const guess of [0.406, 0.416, 0.426]) assert.ok(judge(TASK, guess).isRight, String(guess));
  for (const guess of [0.4, 0.43, -0.416]) assert.ok(!judge(TASK, guess).isRight, String(guess));
});

test("a common mistake is named, another is not", () => {
  assert.equal(judge(TASK, 0.58).why, "that is the other one");
  assert.equal(judge(TASK, 7).why, "");
});

test("without a tolerance, only rounding is forgiven", () => {
  const task = { number: 0.1 + 0.2, tolerance: 0, mistakes: [] };
  assert.ok(judge(task, 0.3).isRight);
  assert.ok(!judge(task, 0.3001).isRight);
});

test("a choice is right at its place only", () => {
  const task = { choices: ["a", "b"], answer: 0, mistakes: [[1, "why"]] };
  assert.deepEqual(judge(task, 0), { isRight: true, why: "" });
  assert.deepEqual(judge(task, 1), { isRight: false, why: "why" });
});

test("the answer has as many decimals as the tolerance asks for", () => {
  assert.equal(answerOf({ number: 5.489398, tolerance: 0.01, unit: "" }), "5.49");
  assert.equal(answerOf({ number: -1.5, tolerance: 0.5, unit: "nats" }), "−1.5 nats");
  assert.equal(answerOf({ number: 5300000, tolerance: 0, unit: "" }), "5,300,000");
  assert.equal(answerOf({ number: 41.97, tolerance: 8, unit: "%" }), "42 %");
  assert.equal(answerOf({ choices: ["a", "b"], answer: 1 }), "b");
});

test("a size is a whole number within its bounds", () => {
  const leaf = { min: 1, max: 1000000 };
  assert.equal(parseSize("10,000", leaf), 10000);
  for (const text of ["", "0", "-1", "2.5", "1000001", "many"])
    assert.ok(Number.isNaN(parseSize(text, leaf)), text);
});

test("a comma after a zero is a decimal comma; others are, where thousands are not meant", () => {
  assert.equal(parseNumber("0,437"), 0.437);
  assert.equal(parseNumber("1,539"), 1539);
  assert.equal(parseNumber("1,539", "", false), 1.539);
});
