// SPDX-License-Identifier: Apache-2.0
// Every operation of WES by a client that was generated from a document and knows nothing of the mock.
// node wes.mjs DOCUMENT.yaml BASE_URL: a line for each answer.
import {readFileSync} from 'node:fs';
import yaml from 'js-yaml';
import SwaggerClient from 'swagger-client';

const [, , document, base] = process.argv;
const spec = yaml.load(readFileSync(document, 'utf8'));
spec.servers = [{url: base}];
const client = await new SwaggerClient({spec});
const operations = Object.assign({}, ...Object.values(client.apis));

async function call(operation, parameters = {}, requestBody = undefined) {
  try {
    return await operations[operation](parameters, {requestBody});
  } catch (error) {
    if (!error.response) throw error;
    return error.response;
  }
}
const say = (operation, answer, what) => console.log(operation, answer.status, what);

let answer = await call('GetServiceInfo');
say('GetServiceInfo', answer, answer.body.type.artifact);
const form = {
  workflow_type: 'CWL', workflow_type_version: 'v1.0', workflow_url: 'https://example.org/echo.cwl',
  workflow_params: {message: 'hello'}, tags: {client: 'swagger'},
};
answer = await call('RunWorkflow', {}, form);
const run_id = answer.body.run_id;
say('RunWorkflow', answer, typeof run_id);
answer = await call('GetRunStatus', {run_id});
say('GetRunStatus', answer, answer.body.run_id === run_id);
answer = await call('GetRunLog', {run_id});
say('GetRunLog', answer, JSON.stringify([answer.body.request.workflow_params, answer.body.request.tags]));
for (let polls = 0; polls < 200; ++polls) {
  answer = await call('ListTasks', {run_id, page_size: 1});
  if (answer.body.task_logs.length > 0) break;
  await new Promise((done) => setTimeout(done, 50));
}
say('ListTasks', answer, answer.body.task_logs.length);
const task_id = answer.body.task_logs[0].id;
answer = await call('GetTask', {run_id, task_id});
say('GetTask', answer, answer.body.id === task_id);
await call('RunWorkflow', {}, form);
answer = await call('ListRuns', {page_size: 1});
let runs = answer.body.runs.length;
while (answer.body.next_page_token) {
  answer = await call('ListRuns', {page_size: 1, page_token: answer.body.next_page_token});
  runs += answer.body.runs.length;
}
say('ListRuns', answer, runs);
answer = await call('CancelRun', {run_id});
say('CancelRun', answer, answer.body.run_id === run_id);
answer = await call('GetRunStatus', {run_id: 'no/such run'});
say('GetRunStatus', answer, answer.body.status_code);
