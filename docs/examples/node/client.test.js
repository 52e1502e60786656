// SPDX-License-Identifier: Apache-2.0
// npm install --save-dev wes-assay; node --test
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { startMock } from "wes-assay";

import { Client } from "./client.js";

const flow = "https://flows.example/echo.cwl";
const hour = "runs: [{timeline: [{state: QUEUED}, {after: 1h, state: RUNNING}, {after: 1h, state: COMPLETE}]}]";
let mock;

before(async () => (mock = await startMock({ speed: 0 })));
after(() => mock.stop());
beforeEach(() => mock.reset());

test("a run of two hours takes no time", async () => {
  await mock.scenario({ text: hour });
  const client = new Client(mock.url);
  const id = await client.submit(flow);
  assert.equal(await client.state(id), "QUEUED");
  await mock.advance("2h");
  assert.equal(await client.state(id), "COMPLETE");
});

test("a busy server is asked again", async () => {
  await mock.faults({ do: "status", status: 503, every: 2 });
  const client = new Client(mock.url);
  const id = await client.submit(flow);
  for (let i = 0; i < 4; ++i) assert.ok(await client.state(id));
  assert.ok((await mock.count({ status: 503 })) > 0);
});

test("every test finds the mock as it began", async () => {
  assert.equal(await mock.count(), 0);
  assert.deepEqual(await mock.runs(), []);
});
