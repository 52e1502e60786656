// SPDX-License-Identifier: Apache-2.0
// The SDK of JavaScript, as it is, against the mock: node healthomics.mjs URL. One line for each thing that was seen.
import {
  CancelRunCommand, DeleteRunCommand, GetRunCommand, GetRunTaskCommand, ListRunsCommand, OmicsClient, StartRunCommand,
  paginateListRunTasks, paginateListRuns, waitUntilRunCompleted, waitUntilRunRunning,
} from "@aws-sdk/client-omics";

const client = (secretAccessKey) => new OmicsClient({
  endpoint: process.argv[2], region: "us-west-2", credentials: { accessKeyId: "AKIDALICE", secretAccessKey },
  disableHostPrefix: true, maxAttempts: 1,
});
const omics = client("alice-secret");
const send = (command) => omics.send(command);
const start = (more) => send(new StartRunCommand({
  workflowId: "1234567", roleArn: "arn:aws:iam::123456789012:role/runs", outputUri: "s3://example-bucket/out", ...more,
}));
const refused = async (what, call) => {
  try {
    await call();
    console.log(what, "was taken");
  } catch (error) {
    console.log(what, error.$metadata.httpStatusCode, error.name);
  }
};
const waiting = { client: omics, minDelay: 1, maxDelay: 1, maxWaitTime: 60 };

const run = await start({ name: "one", parameters: { message: "hello" }, tags: { team: "x" } });
const id = run.id;
console.log("started", run.status, run.$metadata.httpStatusCode);
const requestId = crypto.randomUUID();
console.log("the same request, the same run:", (await start({ requestId })).id === (await start({ requestId })).id);
await refused("delete of a run that is active", () => send(new DeleteRunCommand({ id })));
await waitUntilRunRunning(waiting, { id });
await waitUntilRunCompleted(waiting, { id });
const whole = await send(new GetRunCommand({ id, export: ["DEFINITION"] }));
console.log("ended", whole.status, whole.parameters.message, whole.tags.team, whole.creationTime <= whole.stopTime);
const tasks = [];
for await (const page of paginateListRunTasks({ client: omics }, { id })) tasks.push(...page.items);
const task = await send(new GetRunTaskCommand({ id, taskId: tasks[0].taskId }));
console.log("tasks", tasks.length > 0, task.status);
await refused("cancel of a run that has ended", () => send(new CancelRunCommand({ id })));
console.log("deleted", (await send(new DeleteRunCommand({ id }))).$metadata.httpStatusCode);
await refused("a run that is deleted", () => send(new GetRunCommand({ id })));

const doomed = (await start({ name: "two" })).id;
const cancelled = await send(new CancelRunCommand({ id: doomed }));
console.log("cancelled", cancelled.$metadata.httpStatusCode, (await send(new GetRunCommand({ id: doomed }))).status);
try {
  await waitUntilRunRunning(waiting, { id: doomed });
} catch {
  console.log("the waiter for a running run gives up:", (await send(new GetRunCommand({ id: doomed }))).status);
}

for (let i = 0; i < 5; ++i) await start({ name: "many" });
const ids = [];
let pages = 0;
for await (const page of paginateListRuns({ client: omics, pageSize: 2 }, { name: "many" })) {
  ids.push(...page.items.map((item) => item.id));
  ++pages;
}
console.log("listed", ids.length, "on", pages, "pages, each once:", new Set(ids).size === 5);

await refused("an id of letters", () => send(new GetRunCommand({ id: "abc" })));
await refused("an unknown id", () => send(new GetRunCommand({ id: "1" })));
await refused("an unknown task", () => send(new GetRunTaskCommand({ id: doomed, taskId: "1" })));
await refused("a page of 101", () => send(new ListRunsCommand({ maxResults: 101 })));
await refused("a bad token", () => send(new ListRunsCommand({ startingToken: "nonsense" })));
await refused("a wrong secret", () => client("wrong").send(new ListRunsCommand({})));
