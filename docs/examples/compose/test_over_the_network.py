# SPDX-License-Identifier: Apache-2.0
"""Moves the clock of a mock in another container. Needs WES_URL, CONTROL_URL and CONTROL_TOKEN, and nothing but Python."""
import json
import os
import unittest
import urllib.request
import uuid

WES = os.environ["WES_URL"]
SCENARIO = "runs: [{timeline: [{state: QUEUED}, {after: 1h, state: COMPLETE}]}]"


def send(request):
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def control(method, path, body):
    return send(urllib.request.Request(
        os.environ["CONTROL_URL"] + path, json.dumps(body).encode(), method=method,
        headers={"Authorization": "Bearer " + os.environ["CONTROL_TOKEN"], "Content-Type": "application/json"}))


def submit():
    border = uuid.uuid4().hex
    fields = {"workflow_url": "https://flows.example/echo.cwl", "workflow_type": "CWL", "workflow_type_version": "v1.2"}
    body = "".join(f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                   for name, value in fields.items()) + f"--{border}--\r\n"
    return send(urllib.request.Request(
        WES + "/runs", body.encode(), {"Content-Type": "multipart/form-data; boundary=" + border}))["run_id"]


class OverTheNetwork(unittest.TestCase):
    def test_an_hour_passes_when_the_test_says_so(self):
        control("PUT", "/scenario", {"text": SCENARIO})
        run_id = submit()
        self.assertEqual(send(f"{WES}/runs/{run_id}/status")["state"], "QUEUED")
        control("POST", "/clock/advance", {"by": "1h"})
        self.assertEqual(send(f"{WES}/runs/{run_id}/status")["state"], "COMPLETE")


if __name__ == "__main__":
    unittest.main()
