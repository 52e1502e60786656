# SPDX-License-Identifier: Apache-2.0
"""Servers that send what no server should, on some or on all operations."""
import json
import re
import socket
import socketserver
import threading
import time
import urllib.error
import urllib.request

from program import Mock

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
EVIL = "\x1b[31mRED\x1b]0;x\x07\n::error::pwned\r\n<script>alert(1)</script>]]>\u202e\x9b'\"`$(touch x)"


def counted(body, fields=b"", status=b"200 OK"):
    return (b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\n" + fields +
            b"Content-Length: %d\r\n\r\n" % len(body) + body)


# Sent once, or without end.
ONCE = {
    "random bytes": bytes(i * 7919 % 251 for i in range(50_000)),
    "HTTP/2": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00" * 18,
    "HTTP/0.9": b"<html>hello</html>",
    "a banner of SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
    "no line breaks": b"HTTP/1.1 200 OK Content-Length: 2 {}",
    "a field of 70 kB": counted(b"{}", b"X: " + b"v" * 70_000 + b"\r\n"),
    "a field of 1 MB": counted(b"{}", b"X: " + b"v" * 1_000_000 + b"\r\n"),
    "80,000 fields": counted(b"{}", b"a:\r\n" * 80_000),
    "a length of 2^64": HEAD + b"Content-Length: 18446744073709551616\r\n\r\n{}",
    "a negative length": HEAD + b"Content-Length: -5\r\n\r\n{}",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a length and chunks": HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "a body that is too short": HEAD + b"Content-Length: 200\r\n\r\n{}",
    "a chunk of 2^68": CHUNKED + b"FFFFFFFFFFFFFFFFF\r\n{}",
    "a negative chunk": CHUNKED + b"-1\r\n{}\r\n0\r\n\r\n",
    "deep arrays": counted(b"[" * 400_000 + b"]" * 400_000),
    "deep objects": counted(b'{"a":' * 200_000 + b"1" + b"}" * 200_000),
    "a number of 5 MB": counted(b'{"a":' + b"9" * 5_000_000 + b"}"),
    "infinite numbers": counted(b'{"a":1e99999,"b":-1e99999}'),
    "300,000 equal members": counted(b"{" + b",".join([b'"run_id":"x"'] * 300_000) + b"}"),
    "a million values": counted(b'{"a":[' + b"0," * 1_000_000 + b"0]}"),
    "not UTF-8": counted(b'{"run_id":"\xff\xfe\xed\xa0\x80","state":"\xc3\x28"}'),
    "NUL": counted(b'{"run_id":"a\x00b"}\x00\x00'),
    "101": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello",
    "status 000": counted(b"{}", status=b"000 x"),
    "status 999": counted(b"{}", status=b"999 x"),
    "an evil reason": counted(b"{}", status=b"200 \x1b[31mRED\x9b::error::pwned"),
    "evil fields": counted(b"{}", b"X-E: \xff\x9b31m<img src=x onerror=alert(1)>\r\nServer: ::error::pwned\r\n"),
    "Retry-After of 2^63": counted(b"{}", b"Retry-After: 9223372036854775807\r\n", b"429 x"),
    "Retry-After: -1": counted(b"{}", b"Retry-After: -1\r\n", b"503 x"),
    "a redirect to a file": counted(b"", b"Location: file:///etc/passwd\r\n", b"302 x"),
    "a redirect with CR LF": counted(b"", b"Location: /x%0d%0aX: y\r\n", b"302 x"),
    "a redirect of 200 kB": counted(b"", b"Location: /" + b"a" * 200_000 + b"\r\n", b"302 x"),
    "a list without end": counted(json.dumps({"runs": [{"run_id": "r", "state": "COMPLETE"}] * 500,
                                              "next_page_token": "t" * 10_000}).encode()),
    "nothing, and closes": b"",
}
ENDLESS = {
    "an endless head": (HEAD, b"X-A: " + b"b" * 1000 + b"\r\n"),
    "an endless field": (HEAD + b"X: ", b"b" * 65_536),
    "an endless body": (HEAD + b"\r\n", b'{"a":"' + b"x" * 65_536),
    "endless chunks": (CHUNKED, b"10000\r\n" + b" " * 65_536 + b"\r\n"),
    "chunks of a byte": (CHUNKED, b"1\r\n \r\n" * 4096),
    "an endless chunk extension": (CHUNKED + b"1;", b"a=b;" * 16_384),
    "an endless trailer": (CHUNKED + b"0\r\n", b"a: b\r\n" * 16_384),
    "endless interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
}
SLOW = {"silence": b"", "a byte a second": counted(b'{"run_id":"a"}'), "half a head": HEAD}
# Of the right answer.
CHANGED = {
    "every text is evil": lambda body: re.sub(rb'": ?"([^"]*)"', lambda m: b'": ' + json.dumps(
        m.group(1).decode() + EVIL).encode(), body),
    "a text of 60 MB": lambda body: body.rstrip()[:-1] + b',"zz":"' + b"x" * 60_000_000 + b'"}',
    "20 MB of percent signs": lambda body: body.rstrip()[:-1] + b',"zz":"' + b"%25" * 7_000_000 + b'"}',
    "run ids with paths": lambda body: re.sub(rb'"run_id": ?"[^"]*"', b'"run_id":"../../x?y#z"', body),
    "run ids with lines": lambda body: re.sub(rb'"run_id": ?"[^"]*"', b'"run_id":"a\\r\\nX: 1\\r\\n\\r\\n"', body),
    "run ids of 1 MB": lambda body: re.sub(rb'"run_id": ?"[^"]*"', b'"run_id":"' + b"r" * 1_000_000 + b'"', body),
    "states that nobody knows": lambda body: re.sub(rb'"state": ?"[^"]*"', b'"state":"\\u001b[31mRED"', body),
    "times of other eras": lambda body: re.sub(rb'"20\d\d-[^"]*Z"', b'"292277026596-12-04T15:30:08Z"', body),
    "always running": lambda body: re.sub(rb'"state": ?"[^"]*"', b'"state":"RUNNING"', body),
    "the token": lambda body: body,
}
NAMES = [*ONCE, *ENDLESS, *SLOW, *CHANGED]


class Hostile(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 200

    def __init__(self, behaviour, mock, spared=()):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour, self.mock, self.spared = behaviour, mock, spared
        self.url = f"http://127.0.0.1:{self.server_address[1]}/ga4gh/wes/v1"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        pass  # the client has left


class Handler(socketserver.StreamRequestHandler):
    timeout = 60

    def handle(self):
        while (line := self.rfile.readline(70_000)).strip():
            fields = {}
            while (field := self.rfile.readline(70_000)).strip():
                name, _, value = field.partition(b":")
                fields[name.strip().lower().decode("latin1")] = value.strip().decode("latin1")
            body = self.rfile.read(int(fields.get("content-length", 0) or 0))
            method, path = line.split()[:2]
            if not self.answer(method.decode(), path.decode("latin1"), fields, body):
                return

    def right_answer(self, method, path, fields, body):
        kept = {name: value for name, value in fields.items() if name in ("content-type", "accept")}
        request = urllib.request.Request(f"http://127.0.0.1:{self.server.mock.port}{path}", body or None, kept,
                                         method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except (ValueError, OSError):
            return 400, b"{}"

    def answer(self, method, path, fields, body):
        name = self.server.behaviour
        if any(word in path for word in self.server.spared):
            name = "itself"
        if name in ONCE:
            self.wfile.write(ONCE[name])
            return False
        if name in ENDLESS:
            first, again = ENDLESS[name]
            self.wfile.write(first)
            while True:
                self.wfile.write(again)
        if name in SLOW:
            for byte in SLOW[name]:
                self.wfile.write(bytes([byte]))
                time.sleep(1)
            time.sleep(60)
            return False
        status, right = self.right_answer(method, path, fields, body)
        if name == "the token":
            right = right.rstrip()[:-1] + b',"zz":' + json.dumps(fields.get("authorization", "")).encode() + b"}"
        elif name in CHANGED and right.rstrip().endswith(b"}"):
            right = CHANGED[name](right)
        self.wfile.write(counted(right, status=b"%d x" % status))
        return True


def attack(program, verb, most_seconds, spared=()):
    faults = []
    with Mock(program, "--speed", "20") as mock:
        run = mock.submit()
        for name in NAMES:
            with Hostile(name, mock, spared) as server:
                outcome = program.run(*verb(server.url, run), patience=most_seconds + 20)
            fault = outcome.fault(most_seconds, {0, 1, 3, 5})
            if fault:
                faults.append(f"{name}{' but for ' + ', '.join(spared) if spared else ''}: {fault}")
    return len(NAMES), faults


def check(url, _):
    return ["check", url, "--profile", "smoke", "--deadline", "4s", "--max-runs", "4", "--auth",
            "bearer=env:ATTACK_TOKEN", "--report", "html=r.html", "--report", "junit=r.xml"]


def under_check(program):
    everywhere = attack(program, check, 25)
    later = attack(program, check, 25, ("service-info",))
    return everywhere[0] + later[0], everywhere[1] + later[1]


def under_bench(program):
    return attack(program, lambda url, run: ["bench", url, "--run", run, "--duration", "1s", "--timeout", "1s",
                                             "--connections", "16", "--auth", "bearer=env:ATTACK_TOKEN"], 20)


def under_record(program):
    return attack(program, lambda url, _: ["mock", "record", url, "--submit", "workflow_url=https://x.example/a",
                                           "--for", "2s", "--out", "r.yaml", "--auth",
                                           "bearer=env:ATTACK_TOKEN"], 25)
