/** Questions: how a guess is judged. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { precisionOf } from "../../lib/unrolled/widgets/kit/guess.js";
import { answerOf, judged } from "../../lib/unrolled/widgets/predict/predict.js";
import { parseSize } from "../../lib/unrolled/widgets/sizes/fields.js";

const TASK = {
  question: "?",
  unit: "",
  because: "",
  number: 0.4163,
  tolerance: 0.001,
  mistakes: [
    [0.5837, "that is the other one"],
    [2 / 3, "two of three"],
  ],
};
const asked = (changes, text) => judged({ ...TASK, ...changes }, text);
const said = (changes, text) => [asked(changes, text).verdict, asked(changes, text).why];

test("a number within the tolerance is right", () => {
  for (const text of ["0.4163", "0,4153", "0.4173", "0.416", "41.63 %", "4.163e-1", "4163/10000"])
    assert.equal(asked({}, text).verdict, "right", text);
  for (const text of ["0.3", "0.5", "-0.4163", "4163", "41.63"])
    assert.deepEqual(said({}, text), ["wrong", ""], text);
});

test("what is no number is no guess", () => {
  for (const [text, words] of [
    ["", /Write down a number first/],
    ["abc", /“abc” is not a number/],
    ["1e400", /larger than any number/],
    ["1/0", /divides by zero/],
  ])
    assert.match(asked({}, text).problem, words);
  assert.equal(asked({}, "0").problem, "");
});

test("a mistake is recognised at the digits typed", () => {
  for (const text of ["0.5837", "0.584", "0.583", "0.58", "0.6", "58 %", "0,5842"])
    assert.deepEqual(said({}, text), ["wrong", "that is the other one"], text);
  for (const text of ["2/3", "0.667", "0.666", "0.67", "0.66", "0.7", "66.7%"])
    assert.deepEqual(said({}, text), ["wrong", "two of three"], text);
  for (const text of ["0.57", "0.59", "0.60", "0.68", "1"])
    assert.deepEqual(said({}, text), ["wrong", ""], text);
});

test("of two mistakes the nearer one is named, so that none hides another", () => {
  const task = {
    number: 80,
    tolerance: 8,
    mistakes: [
      [50, "fifty"],
      [55, "fifty-five"],
    ],
  };
  for (const [text, why] of [
    ["50", "fifty"],
    ["52", "fifty"],
    ["53", "fifty-five"],
    ["55", "fifty-five"],
  ])
    assert.deepEqual(said(task, text), ["wrong", why], text);
});

test("right as far as it goes is close, not wrong", () => {
  for (const text of ["0.42", "0.41", "0.4", "42 %"])
    assert.deepEqual(said({}, text), [
      "close",
      "right as far as it goes, but more digits are needed",
    ]);
  assert.equal(asked({ number: 5289000, tolerance: 0 }, "5.3·10⁶").verdict, "close");
  assert.equal(asked({ number: 1.386, tolerance: 0.01 }, "1").verdict, "wrong");
  assert.equal(asked({ number: 0.002, tolerance: 0.0001 }, "0").verdict, "wrong");
});

test("a mistake typed exactly is that mistake, though the answer rounds to it, too", () => {
  const mistakes = [[0.42, "rounded too soon"]];
  assert.deepEqual(said({ mistakes }, "0.42"), ["wrong", "rounded too soon"]);
  assert.deepEqual(said({ mistakes: [[0.4205, "never"]] }, "0.42")[0], "close");
});

test("an ambiguous number is taken as the one that fits", () => {
  const large = { number: 5300, tolerance: 0, mistakes: [[1386, "too few"]] };
  assert.equal(asked(large, "5,300").verdict, "right");
  assert.equal(asked(large, "5.300").verdict, "right");
  assert.deepEqual(said(large, "1,386"), ["wrong", "too few"]);
  assert.equal(asked({ number: 1.386, tolerance: 0.001 }, "1,386").verdict, "right");
});

test("a question in percent takes a share, too, and says so", () => {
  const task = { number: 41.97, tolerance: 0.5, unit: "%", mistakes: [[58.03, "the rest"]] };
  for (const text of ["42", "42 %", "42%", "41,97"])
    assert.deepEqual(said(task, text), ["right", ""]);
  assert.deepEqual(said(task, "0.42"), ["right", "0.42 is 42 %"]);
  assert.deepEqual(said(task, "0.58"), ["wrong", "the rest"]);
  assert.equal(asked(task, "0.42 %").verdict, "wrong");
});

test("a share that is a mistake of its own is that mistake", () => {
  const task = { number: 42, tolerance: 0.5, unit: "%", mistakes: [[0.42, "that is the share"]] };
  assert.deepEqual(said(task, "0.42"), ["wrong", "that is the share"]);
});

test("without a tolerance, only rounding is forgiven", () => {
  const task = { number: 0.1 + 0.2, tolerance: 0, mistakes: [] };
  assert.equal(asked(task, "0.3").verdict, "right");
  assert.equal(asked(task, "0.3001").verdict, "wrong");
});

test("a choice is right at its place only", () => {
  const task = { choices: ["a", "b", "c"], answer: 0, mistakes: [[1, "why"]] };
  assert.deepEqual(judged(task, "a"), { verdict: "right", why: "", problem: "" });
  assert.deepEqual(judged(task, "b"), { verdict: "wrong", why: "why", problem: "" });
  assert.deepEqual(judged(task, "c"), { verdict: "wrong", why: "", problem: "" });
  for (const none of ["", "d"]) assert.match(judged(task, none).problem, /Choose one first/);
});

test("a question says how precise it wants the answer", () => {
  const words = [
    [0.4163, 0.001, "to 3 decimals"],
    [0.4163, 0.0005, "to 3 decimals"],
    [0.4163, 0.01, "to 2 decimals"],
    [0.4163, 0.005, "to 2 decimals"],
    [5.4, 0.05, "to 1 decimal"],
    [5.4, 0.5, "to the nearest whole number"],
    [24.5, 4, "within 4 is good"],
    [42, 8, "within 8 is good"],
    [5289000, 20000, "within 20,000 is good"],
    [0.00039, 0.00001, "to 2 digits that count"],
    [0, 0.01, "to 2 decimals"],
    [0.004, 0.02, "to 2 decimals"],
    [7, 0, "a whole number"],
    [0.25, 0, "exactly"],
  ];
  for (const [number, tolerance, text] of words)
    assert.equal(precisionOf({ number, tolerance }), text, `${number} ± ${tolerance}`);
});

test("who writes as many digits as were asked for is right", () => {
  for (const tolerance of [0.05, 0.01, 0.005, 0.001, 0.0005])
    for (const number of [0.4163, 5.49949, -1.23456]) {
      const decimals = Number(/to (\d+)/.exec(precisionOf({ number, tolerance }))[1]);
      const text = number.toFixed(decimals);
      assert.equal(asked({ number, tolerance }, text).verdict, "right", `${text} ± ${tolerance}`);
    }
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
