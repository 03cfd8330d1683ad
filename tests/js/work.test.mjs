/** What runs beside the page, on one end of a channel. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";

import { FORMAT } from "../../lib/unrolled/widgets/engine/replay.js";
import { serve } from "../../lib/unrolled/widgets/engine/training_worker.js";

/** L = (w - x · y)², w_next = w - rate · (w - x · y): it goes to the product of two letters. */
const PROGRAM = {
  format: FORMAT,
  nodes: [
    { op: "leaf", name: "w", shape: [] },
    { op: "leaf", name: "x", shape: [2], t: 1 },
    { op: "leaf", name: "y", shape: [2], t: 1 },
    { op: "leaf", name: "rate", shape: [] },
    { op: "matmul", in: [1, 2], shape: [] },
    { op: "subtract", in: [0, 4], shape: [] },
    { op: "square", in: [5], shape: [], name: "L" },
    { op: "multiply", in: [3, 5], shape: [] },
    { op: "subtract", in: [0, 7], shape: [], name: "w_next" },
  ],
  values: [[1], [1, 0], [1, 0], [0.5], [1], [0], [0], [0], [1]],
  leaves: [
    { node: 0, name: "w", role: "parameter" },
    { node: 1, name: "x", role: "input", t: 1 },
    { node: 2, name: "y", role: "target", t: 1 },
    { node: 3, name: "rate", role: "hyperparameter" },
  ],
  outputs: { L: 6, w_next: 8 },
};

function opened() {
  const { port1, port2 } = new MessageChannel();
  const heard = [];
  const waiting = [];
  serve({
    postMessage: (message) => port2.postMessage(message),
    set onmessage(hear) {
      port2.on("message", (data) => hear({ data }));
    },
  });
  port1.on("message", (message) => {
    heard.push(message);
    for (const look of [...waiting]) look();
  });
  const until = (holds) =>
    new Promise((done) => {
      const look = () => {
        if (!heard.some(holds)) return;
        waiting.splice(waiting.indexOf(look), 1);
        done(heard.find(holds));
      };
      waiting.push(look);
      look();
    });
  return { say: (order) => port1.postMessage(order), heard, until, close: () => port1.close() };
}

const rests = (message) => message.rests !== undefined;

test("it makes as many updates as it is asked for, and says what was learned", async () => {
  const job = opened();
  job.say({ order: "open", program: PROGRAM, text: [], values: { w: [9] } });
  job.say({ order: "go", updates: 10 });
  const { rests: count, values } = await job.until(rests);
  assert.equal(count, 10);
  assert.equal(values.w[0], 1 + 8 / 2 ** 10);
  assert.ok(job.heard.some((message) => message.count === 10 && message.loss > 0));
  job.close();
});

test("it reads on in a text, and begins anew at its end", async () => {
  const job = opened();
  job.say({ order: "open", program: PROGRAM, text: [0, 1, 1, 0], values: { rate: [1] } });
  for (const [n, product] of [0, 1, 0, 0].entries()) {
    job.say({ order: "go", updates: 1 });
    const { values } = await job.until((message) => message.rests === n + 1);
    assert.equal(values.w[0], product, `update ${n + 1}`);
  }
  job.close();
});

test("it pauses, keeps what it has, and goes on", async () => {
  const job = opened();
  job.say({ order: "open", program: PROGRAM, text: [], values: { w: [2], rate: [0] } });
  job.say({ order: "go", updates: 1e9 });
  await job.until((message) => message.count > 0);
  job.say({ order: "pause" });
  const { rests: count } = await job.until(rests);
  assert.ok(count > 0 && count < 1e9);
  job.say({ order: "go", updates: 5 });
  await job.until((message) => message.rests === count + 5);
  job.close();
});

test("what it cannot do is said", async () => {
  const job = opened();
  job.say({ order: "open", program: PROGRAM, text: [0], values: {} });
  assert.match((await job.until(({ error }) => error)).error, /1 letters; 2 are needed/);
  job.say({ order: "open", program: { ...PROGRAM, format: "x" }, text: [], values: {} });
  await job.until(({ error }) => error?.includes('format "x"'));
  job.close();
});
