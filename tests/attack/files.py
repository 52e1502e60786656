# SPDX-License-Identifier: Apache-2.0
"""Files that strangers wrote: cut, with bits flipped, with each member changed."""
import json
import os
import random

from program import Mock

STRANGE = [-1, 0, 2**31, 2**63 - 1, 2**64 - 1, 9 * 10**12, 1e308, 1.5, None, True, "", "x", "9" * 400, [], {}, [[]],
           "\x1b[31mRED", "../../x"]


def cuts(data, count, chance):
    return [data[:chance.randrange(len(data))] for _ in range(count)]


def flips(data, count, chance):
    made = []
    for _ in range(count):
        flipped = bytearray(data)
        for _ in range(chance.choice((1, 1, 1, 2, 8))):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        made.append(bytes(flipped))
    return made


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield from places(below, (*path, key))


def with_value(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_value(copy[path[0]], path[1:], new)
    return copy


def member_changes(lines, count, chance):
    """One member of one line changed, unsealed: the footer is left out unless it is what is changed."""
    made = []
    for _ in range(count):
        kind = chance.choice(("header", "header", "exchange", "judgement", "footer"))
        at = chance.choice([i for i, line in enumerate(lines) if f'"t":"{kind}"' in line[:30]])
        parsed = json.loads(lines[at])
        path = chance.choice([p for p in places(parsed) if p])
        changed = json.dumps(with_value(parsed, path, chance.choice(STRANGE)))
        kept = lines[:-1] if kind != "footer" else lines
        made.append("\n".join([*kept[:at], changed, *kept[at + 1:], ""]).encode())
    return made


def attack(program, name, inputs, verbs, most_seconds=30):
    faults, tried = [], 0
    for number, data in enumerate(inputs):
        with open(name, "wb") as file:
            file.write(data)
        verb = verbs[number % len(verbs)]
        fault = program.run(*verb, patience=most_seconds + 5).fault(most_seconds)
        tried += 1
        if fault:
            faults.append(f"{' '.join(verb)}, input {number}: {fault}")
    return tried, faults


def evidence(program):
    chance = random.Random(1)
    with Mock(program, "--speed", "50") as mock:
        program.run("check", mock.url, "--profile", "smoke", "--report", "evidence=whole.ndjson")
    with open("whole.ndjson", "rb") as file:
        whole = file.read()
    lines = whole.decode().splitlines()
    unsealed = "\n".join(lines[:-1]).encode() + b"\n"
    inputs = cuts(whole, 60, chance) + flips(whole, 40, chance) + flips(unsealed, 120, chance)
    inputs += member_changes(lines, 300, chance)
    chance.shuffle(inputs)
    verbs = [("judge", "e.ndjson"), ("report", "e.ndjson", "--report", "html=r.html", "--report", "junit=r.xml"),
             ("report", "diff", "whole.ndjson", "e.ndjson"), ("judge", "e.ndjson"),
             ("cleanup", "e.ndjson", "--deadline", "2s")]
    return attack(program, "e.ndjson", inputs, verbs)


DOCUMENT = os.path.join(os.path.dirname(__file__), "../../schemas/wes/1.1.0/openapi.yaml")
TARGET = b"""base_url: http://127.0.0.1:9/x
waits: {finish: 5s, longest_poll: 1s}
workloads: {quick: {workflow_url: "https://x.example/a.cwl", workflow_params: {a: 1}}}
"""
SCENARIO = b"""scenario: s
runs:
  - match: {workflow_type: CWL}
    script: [{state: QUEUED, for: 1s}, {state: RUNNING, for: 2s}, {state: COMPLETE}]
"""
BOMBS = [b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 110)),
         b"[" * 100_000, b"{a: " * 50_000, b"- " * 50_000, b"a: |\n" + b" x" * 500_000, b"&a [*a]", b"\xff\xfe\x00",
         b"? " * 20_000, b"a: 1\n" * 200_000, b"!!binary " + b"A" * 100_000]


def others(program):
    chance = random.Random(2)
    with open(DOCUMENT, "rb") as file:
        document = file.read()
    config = b"profile: smoke\nfail_on: [warn]\ntarget: {base_url: 'http://127.0.0.1:9/x'}\n"
    baseline = b"expected:\n  - requirement: LST-01\n    why: known\n    ticket: A-1\n    expires: 2027-01-01\n"
    rows = [(TARGET, [("plan", "--target", "f.yaml")]), (SCENARIO, [("mock", "validate", "f.yaml")]),
            (document, [("plan", "http://127.0.0.1:9/x", "--openapi", "f.yaml")]),
            (config, [("config", "show", "--config", "f.yaml"), ("plan", "--config", "f.yaml")]),
            (baseline, [("baseline", "check", "--baseline", "f.yaml")])]
    tried, faults = 0, []
    for data, verbs in rows:
        inputs = cuts(data, 20, chance) + flips(data, 40, chance) + BOMBS
        more, found = attack(program, "f.yaml", inputs, verbs)
        tried, faults = tried + more, faults + found
    return tried, faults
