# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments: what was written is whole, partial and readable, or absent, and no run is lost."""
import os
import random
import subprocess
import time

from program import Mock


def check(program):
    chance = random.Random(3)
    faults = []
    with Mock(program, "--speed", "2") as mock:
        for number in range(40):
            name = f"e{number}.ndjson"
            process = program.start("check", mock.url, "--only", "cancellation.*", "--report", f"evidence={name}",
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.02, 2.5))
            process.kill()
            process.wait()
            if not os.path.exists(name) or os.path.getsize(name) == 0:
                continue
            read = program.run("report", name)
            if read.fault(30):
                faults.append(f"report of {name}: {read.fault(30)}")
            cleaned = program.run("cleanup", name)
            if cleaned.fault(30) or mock.alive():
                faults.append(f"cleanup of {name}: {cleaned.fault(30)}, {mock.alive()} runs alive")
    return 40, faults


def baseline(program):
    chance = random.Random(4)
    faults = []
    with Mock(program, "--speed", "50") as mock:
        program.run("check", mock.url, "--profile", "smoke", "--report", "evidence=e.ndjson")
    program.run("baseline", "create", "e.ndjson")
    for number in range(40):
        process = program.start("baseline", "update", "e.ndjson", stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, 0.08))
        process.kill()
        process.wait()
        outcome = program.run("baseline", "check")
        if outcome.code not in (0, 5):
            faults.append(f"kill {number}: exit code {outcome.code}: {outcome.err[-200:]}")
    return 40, faults
