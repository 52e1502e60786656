# SPDX-License-Identifier: Apache-2.0
"""The program under attack: a run of it, with its exit code, time and memory; a mock to talk to."""
import json
import os
import re
import signal
import subprocess
import time
import urllib.request

GOOD_CODES = {0, 1, 2, 3, 5}
MOST_KB = 600_000  # twice what a check may take, so that a sanitizer has room
TOKEN = "attack-canary-5d41"
ENDED = ("COMPLETE", "EXECUTOR_ERROR", "SYSTEM_ERROR", "CANCELED", "CANCELING", "PREEMPTED")  # or will, by itself


def slack():
    """By how much everything is slower on a busy machine."""
    return min(max(1.0, os.getloadavg()[0] / os.cpu_count()), 5.0)


class Outcome:
    def __init__(self, code, seconds, kilobytes, out, err):
        self.code, self.seconds, self.kilobytes, self.out, self.err = code, seconds, kilobytes, out, err

    def fault(self, most_seconds, codes=GOOD_CODES):
        """"", or what no input may do."""
        text = self.err.decode("utf-8", "replace")
        if self.code is None:
            return f"not ended after {self.seconds:.0f} s"
        if self.code < 0:
            return f"ended by signal {-self.code}"
        if self.code not in codes or "Sanitizer" in text or "internal error" in text:
            return f"exit code {self.code}: {text[-200:]}"
        if self.seconds > most_seconds * slack():
            return f"took {self.seconds:.0f} s"
        if self.kilobytes > MOST_KB:
            return f"took {self.kilobytes // 1000} MB"
        if TOKEN.encode() in self.out + self.err:
            return "showed the token"
        if re.search(rb"\x1b\]|\x1b\[31mRED|^::error::pwned", self.out + self.err, re.M):
            return "passed an escape on"
        return ""


class Program:
    def __init__(self, path):
        self.path = path

    def start(self, *arguments, **options):
        environment = dict(os.environ, ATTACK_TOKEN=TOKEN, NO_COLOR="1")
        return subprocess.Popen([self.path, *arguments], env=environment, **options)

    def run(self, *arguments, patience=60):
        begin, patience = time.monotonic(), patience * slack()
        with open("stdout", "w+b") as out, open("stderr", "w+b") as err:
            process = self.start(*arguments, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
            code, kilobytes = None, 0
            while time.monotonic() - begin < patience:
                ended, status, usage = os.wait4(process.pid, os.WNOHANG)
                if ended:
                    code, kilobytes = os.waitstatus_to_exitcode(status), usage.ru_maxrss
                    break
                time.sleep(0.005)
            if code is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
            process.returncode = 0 if code is None else code
            out.seek(0)
            err.seek(0)
            return Outcome(code, time.monotonic() - begin, kilobytes, out.read(), err.read())


class Mock:
    """A mock of ours, well-behaved."""

    def __init__(self, program, *arguments):
        self.process = program.start("mock", "--port", "0", *arguments, stdout=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().strip()
        self.port = int(re.search(r":(\d+)/", self.url).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def get(self, path, timeout=30):
        with urllib.request.urlopen(self.url + path, timeout=timeout) as answer:
            return json.load(answer)

    def submit(self):
        form = b"workflow_url=https://x.example/a.cwl&workflow_type=CWL&workflow_type_version=v1.2"
        with urllib.request.urlopen(self.url + "/runs", form, timeout=30) as answer:
            return json.load(answer)["run_id"]

    def alive(self):
        """How many runs have not ended."""
        runs, token = [], ""
        while True:
            page = self.get("/runs?page_size=100" + ("&page_token=" + token if token else ""))
            runs += page["runs"]
            token = page.get("next_page_token", "")
            if not token:
                return sum(run["state"] not in ENDED for run in runs)

    def megabytes(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) // 1000
