# SPDX-License-Identifier: Apache-2.0
"""A mock WES in a process of its own, driven through its control API."""
import json
import os
import secrets
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request

from wes_assay.program import program

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback never goes through a proxy


class ControlError(RuntimeError):
    """The control API refused: `status` is the HTTP status, the text its message."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


class Mock:
    """Starts `wes-assay mock OPTIONS...` on free ports of 127.0.0.1; `close` or `with` ends it.

    url: the base URL, what stands before /service-info. It changes with `persona`.
    """

    def __init__(self, *options, program_path=None):
        self._token = secrets.token_hex(24)
        self._messages = tempfile.TemporaryFile("w+")
        command = [program_path or program(), "mock", "--port", "0", "--control", "0", *map(str, options)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._messages, text=True,
            env={**os.environ, "WES_ASSAY_CONTROL_TOKEN": self._token})
        self.url = self._process.stdout.readline().strip()
        self.control_url = self._process.stdout.readline().strip()
        if not self.control_url:
            self._process.wait()
            self._messages.seek(0)
            text = self._messages.read().strip()
            self.close()
            raise RuntimeError(text or f"{command[0]} mock ended")
        self._first_persona = self._persona = self.call("GET", "/persona")["name"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the mock. A second call does nothing."""
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()
        self._messages.close()

    # Time

    def now(self):
        """The time of the mock, as text (RFC 3339)."""
        return self.call("GET", "/clock")["now"]

    def speed(self, factor):
        """Lets time pass `factor` times as fast; 0 stops it."""
        self.call("PUT", "/clock", {"speed": factor})

    def advance(self, by):
        """Moves time ahead: "90s", "1h"."""
        return self.call("POST", "/clock/advance", {"by": by})["now"]

    def next(self):
        """Moves time to the next delayed response or change of a run. False where nothing is left to happen."""
        return self.call("POST", "/clock/next")["moved"]

    def run_until_idle(self):
        """Moves time until nothing is left to happen. False where that never ends."""
        return self.call("POST", "/clock/run-until-idle")["idle"]

    # What it does

    def runs(self, state=None):
        """The runs, newest first, as the mock sees them."""
        return self.call("GET", "/runs" + _query(state=state))["runs"]

    def trigger(self, name, run_id=None):
        """Fires a trigger of the scenario, for one run or all. The number of runs that moved."""
        return self.call("POST", "/trigger", _given(name=name, run_id=run_id))["moved"]

    def scenario(self, name=None, text=None):
        """What runs to come do: a shipped scenario by name, or YAML."""
        self.call("PUT", "/scenario", _given(name=name, text=text))

    def defects(self, *ids):
        """Switches these defects on and all others off."""
        self.call("PUT", "/defects", {"on": list(ids)})

    def persona(self, name):
        """Imitates a known server; "" is the mock itself. Begins anew, at the URL that is returned."""
        self.url = self.call("PUT", "/persona", {"name": name})["url"]
        self._persona = name
        return self.url

    def faults(self, *faults):
        """Adds faults, each a dict such as {"do": "status", "status": 429, "every": 3}. Their ids."""
        return self.call("POST", "/faults", {"faults": list(faults)})["added"]

    def reset(self):
        """As it began: no runs, no log, the first scenario, defects and persona. Its time goes on."""
        if self._persona == self._first_persona:
            self.call("POST", "/reset")
        else:
            self.persona(self._first_persona)

    # What it was asked

    def log(self, **wanted):
        """The requests and responses so far, oldest first. `wanted`: operation, method, target, run_id, user, status..."""
        return self.call("GET", "/log" + _query(**wanted))["exchanges"]

    def count(self, **wanted):
        """How many requests there were."""
        return self.call("GET", "/log/count" + _query(**wanted))["count"]

    def wait_for(self, count=1, within="5s", **wanted):
        """Waits for requests. False where they did not come `within` that time of this machine."""
        return self.call("POST", "/log/wait", {"filter": wanted, "count": count, "within": within})["met"]

    def explain(self, number):
        """Why the request of that number in the log was answered as it was."""
        return self.call("GET", f"/explain/{number}")["why"]

    def har(self):
        """The log as an HTTP archive."""
        return self.call("GET", "/log/har")

    def call(self, method, path, body=None):
        """Any operation of the control API (docs/control.md)."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.control_url + path, data, method=method)
        request.add_header("Authorization", "Bearer " + self._token)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with _direct.open(request, timeout=60) as response:
                text = response.read()
        except urllib.error.HTTPError as refused:
            raise ControlError(refused.code, _message(refused)) from None
        return json.loads(text) if text else None


def _message(refused):
    text = refused.read().decode()
    try:
        error = json.loads(text)
    except ValueError:
        return text
    parts = [error["msg"]] + [error[name] for name in ("where", "hint") if error.get(name)]
    return "; ".join(parts)


def _given(**members):
    return {name: value for name, value in members.items() if value is not None}


def _query(**members):
    given = _given(**members)
    return "?" + urllib.parse.urlencode(given) if given else ""
