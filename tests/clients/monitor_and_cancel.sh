#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a user does with curl to watch a run and to end it, step by step: sh monitor_and_cancel.sh BASE_URL USER:PASSWORD
set -eu
base=$1 user=$2
wes() { curl -sS --max-time 10 --fail-with-body -u "$user" "$@"; }
member() { python3 -c "import json, sys; print(json.load(sys.stdin)$1)"; }

for number in $(seq 30); do
  id=$(wes "$base/runs" -F workflow_type=CWL -F workflow_type_version=v1.0 -F workflow_url=https://example.org/slow.cwl \
    -F workflow_params='{"message": "hello"}' | member '["run_id"]')
done

listed=0 token="" pages=0
while :; do
  page=$(wes -G "$base/runs" -d page_size=25 --data-urlencode "page_token=$token")
  pages=$((pages + 1)) listed=$((listed + $(echo "$page" | member '["runs"].__len__()')))
  token=$(echo "$page" | member '.get("next_page_token", "")')
  [ -n "$token" ] && [ $pages -lt 10 ] || break
done
echo "listed $listed runs on $pages pages"

state() { wes "$base/runs/$id/status" | member '["state"]'; }
until_state() {  # a pattern of words
  for attempt in $(seq 200); do
    now=$(state)
    case $now in $1) return 0 ;; esac
    sleep 0.05
  done
  echo "after $attempt polls the run is $now, not $1"
  exit 1
}
until_state RUNNING
echo "the run is $(state)"
echo "it was asked for $(wes "$base/runs/$id" | member '["request"]["workflow_params"]')"
task=$(wes "$base/runs/$id/tasks" | member '["task_logs"][0]["id"]')
echo "its task tells its name: $(wes "$base/runs/$id/tasks/$task" | member '["name"] != ""')"
echo "cancelled: $([ "$(wes -X POST "$base/runs/$id/cancel" | member '["run_id"]')" = "$id" ] && echo yes)"
until_state 'CANCEL*ED'
echo "the run is $(state)"
echo "without credentials: $(curl -s -o /dev/null -w '%{http_code}' "$base/runs")"
