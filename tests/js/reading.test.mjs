/** What readers type: every spelling, what it can mean, and what is no number. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { read, typed } from "../../lib/unrolled/widgets/kit/reading.js";

/** @type {[string, number[], string?][]} */
const MEANT = [
  ["5.49", [5.49]],
  ["5,49", [5.49]],
  [" 7 ", [7]],
  ["7.", [7]],
  [".5", [0.5]],
  [",5", [0.5]],
  ["+2", [2]],
  ["-0.5", [-0.5]],
  ["−0.5", [-0.5]],
  ["– 0,5", [-0.5]],
  // thousands
  ["5 300 000", [5300000]],
  ["5\u202f300\u202f000", [5300000]],
  ["5_300_000", [5300000]],
  ["5'300'000", [5300000]],
  ["5,300,000", [5300000]],
  ["5.300.000", [5300000]],
  ["1,234.5", [1234.5]],
  ["1.234,5", [1234.5]],
  ["1 234,5", [1234.5]],
  // either
  ["1,386", [1.386, 1386]],
  ["1.386", [1.386, 1386]],
  ["-5,300", [-5.3, -5300]],
  // neither: nobody groups these
  ["0,437", [0.437]],
  ["1,3862", [1.3862]],
  ["1234,567", [1234.567]],
  // fractions
  ["1/4", [0.25]],
  ["1 / 4", [0.25]],
  ["−3⁄8", [-0.375]],
  // powers of ten
  ["1e-3", [0.001]],
  ["2E3", [2000]],
  ["10^-3", [0.001]],
  ["10**3", [1000]],
  ["10⁻³", [0.001]],
  ["−10⁻³", [-0.001]],
  ["3.9·10⁻⁴", [0.00039]],
  ["3,9 · 10^-4", [0.00039]],
  ["3.9×10^−4", [0.00039]],
  ["3.9 x 10⁻⁴", [0.00039]],
  ["3.9*10^-4", [0.00039]],
  // percent and units
  ["42 %", [0.42]],
  ["20.9%", [0.209]],
  ["42 %", [42], "%"],
  ["42%", [42], "%"],
  ["42", [42], "%"],
  ["1.39nats", [1.39], "nats"],
  ["1,39 nats", [1.39], "nats"],
];

test("numbers are read as people write them", () => {
  for (const [text, values, unit] of MEANT) {
    assert.deepEqual(read(text, unit), { ...read(text, unit), values, problem: "" }, text);
  }
});

test("what is no number says so", () => {
  const wrong = [
    "abc",
    "1.2.3",
    "0x10",
    "Infinity",
    "NaN",
    "1/",
    "/",
    "1/2/3",
    "--1",
    "1 2",
    ".",
    "%",
  ];
  for (const text of [...wrong, "1e", "e5", "10^", "1,234,56", "12,34,567", "5 nats", "<b>5</b>"]) {
    assert.deepEqual(read(text).values, [], text);
    assert.equal(read(text).problem, `“${text}” is not a number`);
  }
  assert.equal(read("  ").problem, "nothing is written");
});

test("what is too large, or divided by zero, is no guess", () => {
  for (const text of ["1e400", "-1e400", "10^400", "10⁴⁰⁰"]) {
    assert.deepEqual(read(text).values, [], text);
    assert.match(read(text).problem, /larger than any number/, text);
  }
  for (const text of ["1/0", "0/0", "-1/0,0"]) {
    assert.deepEqual(read(text).values, [], text);
    assert.match(read(text).problem, /divides by zero/, text);
  }
});

test("a reading knows how large its last digit is", () => {
  const steps = { 0.42: 0.01, 5: 1, "20.9%": 0.001, "3.9·10⁻⁴": 1e-5, "1/4": 0, "10⁻³": 0 };
  for (const [text, step] of Object.entries(steps))
    assert.deepEqual(read(text).steps, [step], text);
  assert.deepEqual(read("1,386").steps, [0.001, 1]);
});

test("of several readings the first that fits is taken", () => {
  assert.equal(typed("1,386"), 1.386);
  assert.equal(typed("1,386", Number.isInteger), 1386);
  assert.equal(
    typed("5,300", (x) => x > 100),
    5300,
  );
  assert.ok(Number.isNaN(typed("0,5", Number.isInteger)));
  assert.ok(Number.isNaN(typed("many")));
});
