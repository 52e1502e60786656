# SPDX-License-Identifier: Apache-2.0
"""A small WES client: what stands here is yours."""
import json
import time
import urllib.request
import uuid

TERMINAL = {"COMPLETE", "EXECUTOR_ERROR", "SYSTEM_ERROR", "CANCELED", "PREEMPTED"}


class Client:
    def __init__(self, url, sleep=time.sleep):
        self.url = url
        self.sleep = sleep

    def submit(self, workflow_url):
        fields = {"workflow_url": workflow_url, "workflow_type": "CWL", "workflow_type_version": "v1.2"}
        border = uuid.uuid4().hex
        body = "".join(f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                       for name, value in fields.items()) + f"--{border}--\r\n"
        request = urllib.request.Request(self.url + "/runs", body.encode(),
                                         {"Content-Type": "multipart/form-data; boundary=" + border})
        return self._send(request)["run_id"]

    def state(self, run_id):
        return self._send(urllib.request.Request(f"{self.url}/runs/{run_id}/status"))["state"]

    def runs(self):
        """The ids of all runs: walks the pages."""
        ids, token = [], ""
        while True:
            page = self._send(urllib.request.Request(f"{self.url}/runs?page_size=2&page_token={token}"))
            ids += [run["run_id"] for run in page["runs"]]
            token = page.get("next_page_token")
            if not token:
                return list(dict.fromkeys(ids))  # a server may repeat a run on the next page

    def wait(self, run_id, polls=100):
        for _ in range(polls):
            state = self.state(run_id)
            if state in TERMINAL:
                return state
            self.sleep(5)
        raise TimeoutError(run_id)

    @staticmethod
    def _send(request):
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)
