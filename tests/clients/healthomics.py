# SPDX-License-Identifier: Apache-2.0
"""boto3, as it is, against the mock: python3 healthomics.py URL. One line for each thing that was seen."""
import sys
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError


def client(secret="alice-secret", **more):
    return boto3.client(
        "omics", endpoint_url=sys.argv[1], region_name="us-west-2", aws_access_key_id="AKIDALICE",
        aws_secret_access_key=secret, config=Config(inject_host_prefix=False, retries={"max_attempts": 0}, **more))


omics = client()


def start(**more):
    return omics.start_run(workflowId="1234567", roleArn="arn:aws:iam::123456789012:role/runs",
                           outputUri="s3://example-bucket/out", **more)


def refused(what, call, **more):
    try:
        call(**more)
        print(what, "was taken")
    except ClientError as error:
        told = error.response
        print(what, told["ResponseMetadata"]["HTTPStatusCode"], told["Error"]["Code"])


def word(truth):
    return "true" if truth else "false"


run = start(name="one", parameters={"message": "hello"}, tags={"team": "x"})
print("started", run["status"], run["ResponseMetadata"]["HTTPStatusCode"])
token = str(uuid.uuid4())
print("the same request, the same run:", word(start(requestId=token)["id"] == start(requestId=token)["id"]))
refused("delete of a run that is active", omics.delete_run, id=run["id"])
quick = {"WaiterConfig": {"Delay": 1, "MaxAttempts": 60}}
omics.get_waiter("run_running").wait(id=run["id"], **quick)
omics.get_waiter("run_completed").wait(id=run["id"], **quick)
whole = omics.get_run(id=run["id"], export=["DEFINITION"])
print("ended", whole["status"], whole["parameters"]["message"], whole["tags"]["team"], word(whole["creationTime"] <= whole["stopTime"]))
tasks = [task for page in omics.get_paginator("list_run_tasks").paginate(id=run["id"]) for task in page["items"]]
task = omics.get_run_task(id=run["id"], taskId=tasks[0]["taskId"])
print("tasks", word(len(tasks) > 0), task["status"])
refused("cancel of a run that has ended", omics.cancel_run, id=run["id"])
print("deleted", omics.delete_run(id=run["id"])["ResponseMetadata"]["HTTPStatusCode"])
refused("a run that is deleted", omics.get_run, id=run["id"])

doomed = start(name="two")["id"]
print("cancelled", omics.cancel_run(id=doomed)["ResponseMetadata"]["HTTPStatusCode"], omics.get_run(id=doomed)["status"])
try:
    omics.get_waiter("run_running").wait(id=doomed, WaiterConfig={"Delay": 1, "MaxAttempts": 10})
except WaiterError:
    print("the waiter for a running run gives up:", omics.get_run(id=doomed)["status"])

for _ in range(5):
    start(name="many")
pages = list(omics.get_paginator("list_runs").paginate(name="many", PaginationConfig={"PageSize": 2}))
ids = [item["id"] for page in pages for item in page["items"]]
print("listed", len(ids), "on", len(pages), "pages, each once:", word(len(set(ids)) == 5))

refused("an id of letters", omics.get_run, id="abc")
refused("an unknown id", omics.get_run, id="1")
refused("an unknown task", omics.get_run_task, id=doomed, taskId="1")
refused("a page of 101", omics.list_runs, maxResults=101)
refused("a bad token", omics.list_runs, startingToken="nonsense")
refused("a wrong secret", client("wrong").list_runs)
