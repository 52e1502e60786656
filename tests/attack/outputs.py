# SPDX-License-Identifier: Apache-2.0
"""stdout, stderr, reports and evidence that are full or closed."""
import os
import subprocess

from program import Mock


def attack(program):
    tried, faults = 0, []
    with Mock(program, "--speed", "50") as mock:
        program.run("check", mock.url, "--profile", "smoke", "--report", "evidence=e.ndjson")
        smoke = ["check", mock.url, "--profile", "smoke"]
        verbs = [smoke, ["plan", mock.url], ["judge", "e.ndjson"], ["report", "e.ndjson"], ["list"], ["mock", "list"],
                 ["version"], ["explain", "LST-01"], ["config", "show"], ["schema", "evidence"],
                 ["report", "diff", "e.ndjson", "e.ndjson"], ["report", "e.ndjson", "--report", "json=-"],
                 ["bench", mock.url, "--create", "2", "--duration", "1s", "--connections", "2"]]
        for verb in verbs:
            for out, err in (("/dev/full", None), (None, "/dev/full"), ("/dev/full", "/dev/full"), ("-", None),
                             (None, "-"), ("-", "-")):
                tried += 1
                code = run(program, verb, out, err)
                wants_failure = out is not None
                if code not in (0, 1, 3, 5) or (wants_failure and code == 0):
                    faults.append(f"{' '.join(verb)} with stdout {out}, stderr {err}: exit code {code}")
        for report in ("evidence=/dev/full", "html=/dev/full", "junit=/dev/full"):
            tried += 1
            code = run(program, [*smoke, "--report", report, "--report", "json=r.json"], None, None)
            if code != 3 or not os.path.exists("r.json"):
                faults.append(f"{report}: exit code {code}")
            if os.path.exists("r.json"):
                os.remove("r.json")
    return tried, faults


def run(program, verb, out, err):
    """`out` and `err`: a path, "-" for closed, None for a pipe that is read."""
    redirects = "".join(f" {number}>{'&-' if place == '-' else place}"
                        for number, place in ((1, out), (2, err)) if place)
    command = f'exec "$0" "$@"{redirects}'
    try:
        return subprocess.run(["sh", "-c", command, program.path, *verb], stdout=subprocess.PIPE, timeout=120,
                              stderr=subprocess.PIPE, check=False).returncode
    except subprocess.TimeoutExpired:
        return None
