# SPDX-License-Identifier: Apache-2.0
"""Clients of the mock that send what no client should, alone and by the hundred."""
import socket
import time

from program import Mock, slack

PATH = "/ga4gh/wes/v1"
GET = f"GET {PATH}/runs?page_size=100 HTTP/1.1\r\nHost: a\r\n\r\n".encode()
POST = f"POST {PATH}/runs HTTP/1.1\r\nHost: a\r\n".encode()
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
SMUGGLED = b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n"


def form(body):
    return POST + FORM + b"Content-Length: %d\r\n\r\n" % len(body) + body


def multipart(body, boundary=b"b"):
    kind = b"Content-Type: multipart/form-data; boundary=" + boundary + b"\r\n"
    return POST + kind + b"Content-Length: %d\r\n\r\n" % len(body) + body


def part(name, value):
    return b'--b\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"


SHAPES = {
    "random bytes": bytes(i * 7919 % 251 for i in range(50_000)),
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 500,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a target of 100 kB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "a field of 100 kB": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"v" * 100_000 + b"\r\n\r\n",
    "10,000 fields": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"a: b\r\n" * 10_000 + b"\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab" + SMUGGLED,
    "a length and chunks": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks, twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks by another name": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a space before the colon": POST + b"Content-Length : 5\r\n\r\nhello" + SMUGGLED,
    "a chunk of 2^68": POST + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx",
    "an extension of 1 MB": POST + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * 1_000_000,
    "a length of 2^63": POST + b"Content-Length: 9223372036854775807\r\n\r\nx",
    "no version": b"GET /\r\n\r\n",
    "bare LF": GET.replace(b"\r\n", b"\n"),
    "bare CR": GET.replace(b"\r\n", b"\r"),
    "a path that climbs": b"GET /ga4gh/wes/v1/../../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    "a bomb of percent signs": form(b"workflow_url=" + b"%25" * 3_000_000),
    "a million fields of a form": form(b"a=b&" * 1_000_000),
    "deep JSON in a form": form(b"workflow_params=" + b"[" * 500_000),
    "10,000 parts": multipart(part(b"tags", b"{}") * 10_000 + b"--b--\r\n"),
    "a part without an end": multipart(part(b"workflow_url", b"x" * 500_000)),
    "names that climb": multipart(part(b'workflow_attachment"; filename="../../x', b"x") + b"--b--\r\n"),
    "a boundary of 10 kB": multipart(b"--" + b"b" * 10_000, b"b" * 10_000),
    "deep JSON in a part": multipart(part(b"workflow_params", b'{"a":' * 200_000) + b"--b--\r\n"),
    "a page size of 2^64": f"GET {PATH}/runs?page_size=18446744073709551616 HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "a token of 7 kB": f"GET {PATH}/runs?page_token={'x' * 7000} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "OPTIONS": b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "CONNECT": b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
}
CROWDS = {
    "300 full pipelines that nobody reads": (300, GET * 200),
    "1,000 idle connections": (1000, b""),
    "1,000 halves of a head": (1000, GET[:30]),
    "100 halves of a large body": (100, POST + b"Content-Length: 16000000\r\n\r\n" + b"x" * 2_000_000),
}
MOST_MEGABYTES = 500


def connect(port):
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.settimeout(0.2)
    return client


def send(client, data):
    try:
        client.sendall(data)
    except OSError:
        pass  # refused before its end


def health(mock):
    """"", or what a client that does nothing wrong meets."""
    begin = time.monotonic()
    try:
        mock.get("/service-info", timeout=15 * slack())
    except OSError as error:
        return f"a healthy client got {error}"
    if mock.process.poll() is not None:
        return "the mock ended"
    megabytes = mock.megabytes()
    if megabytes > MOST_MEGABYTES:
        return f"the mock takes {megabytes} MB"
    return "" if time.monotonic() - begin < 5 * slack() else "a healthy client waited for more than 5 s"


def attack(program):
    faults = []
    with Mock(program) as mock:
        for _ in range(100):
            mock.submit()  # so that a page has its length
        for name, data in SHAPES.items():
            with connect(mock.port) as client:
                send(client, data)
                try:
                    client.recv(65_536)
                except OSError:
                    pass
            if fault := health(mock):
                faults.append(f"{name}: {fault}")
        for name, (count, data) in CROWDS.items():
            crowd, fault = [], ""
            while len(crowd) < count and not fault:
                try:
                    crowd.append(connect(mock.port))
                    send(crowd[-1], data)
                except OSError:
                    break  # out of descriptors: fewer will do
                if len(crowd) % 100 == 0:
                    fault = health(mock)
            if fault := fault or health(mock):
                faults.append(f"{name}: {fault}")
            for client in crowd:
                client.close()
    return len(SHAPES) + len(CROWDS), faults
