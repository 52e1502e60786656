#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a user of the Seven Bridges API does with curl, from the draft of a task to its end: sh seven_bridges.sh BASE_URL TOKEN
set -eu
base=$1 token=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Prints the body; its head is in $work/head.
sb() { curl -sS --max-time 10 -D "$work/head" -H "X-SBG-Auth-Token: $token" -H 'Content-Type: application/json' "$@"; }
member() { python3 -c "import json, sys; print(json.load(sys.stdin)$1)"; }
next_of() { python3 -c "import json, sys; print(''.join(link['href'] for link in json.load(sys.stdin)['links'] if link['rel'] == 'next'))" < "$1"; }
field() { tr -d '\r' < "$work/head" | sed -n "s/^$1: //Ip"; }
status() { sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p' "$work/head"; }
refused() {  # what was tried, and a request that must not work
  said=$1
  shift
  body=$(sb "$@")
  echo "$said: $(status) $(echo "$body" | member '["code"]'), repeated: $(echo "$body" | member "['status'] == $(status)")"
}
draft() { sb "$base/tasks?batch=False" -d "{\"name\": \"$1\", \"project\": \"alice/demo\", \"app\": \"alice/demo/$1\", \"inputs\": {\"message\": \"hello\"}}"; }
state() { sb "$base/tasks/$1" -X GET -d null | member '["status"]'; }
until_state() {  # a task, a pattern of words
  for attempt in $(seq 200); do
    now=$(state "$1")
    case $now in $2) return 0 ;; esac
    sleep 0.05
  done
  echo "after $attempt polls the task is $now, not $2"
  exit 1
}

id=$(draft echo | member '["id"]')
echo "made: $(status), $(state "$id")"
sb "$base/tasks/$id" -X PATCH -d '{"name": "echo again", "inputs": {"times": 3}}' > "$work/task"
echo "edited: $(status), $(member '["name"]' < "$work/task"), $(member '["inputs"]' < "$work/task")"
sb "$base/tasks/$id/actions/run" -X POST -d null > "$work/task"
echo "started: $(status), $(member '["status"]' < "$work/task")"
refused "started again" "$base/tasks/$id/actions/run" -X POST -d '{}'
until_state "$id" COMPLETED
echo "it is $(state "$id"), and says $(sb "$base/tasks/$id?fields=id,execution_status" | member '["execution_status"]["message"]')"
sb "$base/tasks/$id/execution_details" > "$work/details"
echo "its jobs: $(member '["jobs"].__len__()' < "$work/details"), $(member '["jobs"][0]["status"]' < "$work/details")"
refused "changed in more than its name" "$base/tasks/$id" -X PATCH -d '{"inputs": {}}'
echo "renamed: $(sb "$base/tasks/$id" -X PATCH -d '{"name": "done"}' | member '["name"]')"
refused "deleted" "$base/tasks/$id" -X DELETE -d '{}'
refused "aborted" "$base/tasks/$id/actions/abort" -X POST -d '{}'

copy=$(sb "$base/tasks/$id/actions/clone" -X POST -d null | member '["id"]')
echo "cloned: $(status), another id: $([ "$copy" != "$id" ] && echo yes), $(state "$copy")"
sb "$base/tasks/$copy" -X DELETE -d '{}' > /dev/null
echo "the clone deleted: $(status)"
refused "and asked for" "$base/tasks/$copy"

slow=$(sb "$base/tasks?action=run" -d '{"project": "alice/demo", "app": "alice/demo/sleep", "inputs": {}}' | member '["id"]')
until_state "$slow" RUNNING
sb "$base/tasks/$slow/actions/abort" -X POST -d '{}' > /dev/null
echo "the slow one aborted: $(status)"
until_state "$slow" ABORTED
echo "it is $(state "$slow")"
sb "$base/tasks?action=run" -d '{"project": "alice/demo", "app": "alice/demo/echo", "inputs": {"file": null}}' > "$work/task"
echo "inputs that do not fit: $(status), $(member '["status"]' < "$work/task"), errors: $(member '["errors"].__len__()' < "$work/task")"

for number in $(seq 7); do draft walk > /dev/null; done
href="$base/tasks?project=alice%2Fdemo&status=DRAFT&offset=0&limit=3&order_by=created_time&order=asc&fields=_all" listed=0 pages=0
while [ -n "$href" ] && [ $pages -lt 10 ]; do
  sb "$href" > "$work/page"
  total=$(field X-Total-Matching-Query) pages=$((pages + 1)) listed=$((listed + $(member '["items"].__len__()' < "$work/page")))
  href=$(next_of "$work/page")
done
echo "listed $listed drafts of $total on $pages pages"
sb "$base/tasks" > /dev/null
first=$(field X-RateLimit-Remaining)
sb "$base/tasks" > /dev/null
echo "of its rate is left: $(($(field X-RateLimit-Remaining) - first))"

refused "an id that is none" "$base/tasks/nonsense"
refused "a state that is none" "$base/tasks?status=ASLEEP"
refused "pages of a thousand" "$base/tasks?limit=1000"
refused "no project" "$base/tasks" -d '{"app": "alice/demo/echo"}'
refused "no JSON" "$base/tasks" -d 'name=echo'
refused "no such path" "$base/flows"
token=wrong
refused "a wrong token" "$base/tasks"
