# SPDX-License-Identifier: Apache-2.0
"""A client that does nothing wrong, beside peers that do: how long one in a hundred of its requests takes."""
import multiprocessing
import resource
import socket
import sys
import time

from clients import GET, PATH, connect, form, send
from program import Mock

REQUESTS = 2000
# Times the quiet figure, by serving threads; below LEAST_MS the machine decides, not the mock.
MOST_TIMES = {1: 10, 2: 3}
LEAST_MS = 1.0


def slow_senders(port):
    crowd = [connect(port) for _ in range(1000)]
    data = GET * 1000
    for at in range(len(data)):
        for client in crowd:
            send(client, data[at:at + 1])
            yield
        time.sleep(0.5)  # of a head, so that it comes in before its deadline


def full_pipelines(port):
    crowd = [connect(port) for _ in range(300)]
    data = GET * 200
    for client in crowd:
        send(client, data)
        yield
    yield from wait(crowd)


def idle(port):
    crowd = []
    while len(crowd) < 10_000:
        crowd.append(connect(port))
        if len(crowd) % 100 == 0:
            yield
    yield from wait(crowd)


def percent_bombs(port):
    data = form(b"workflow_url=" + b"%25" * 3_000_000)
    while True:
        with connect(port) as client:
            client.settimeout(10)
            send(client, data)
            try:
                client.recv(65_536)
            except OSError:
                pass
        yield


def wait(crowd):
    while crowd:
        time.sleep(0.01)
        yield


CROWDS = {"1,000 slow senders": slow_senders, "300 full pipelines that nobody reads": full_pipelines,
          "10,000 idle connections": idle, "bombs of percent signs": percent_bombs}


def keep(crowd, port, ready):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 12_000), most))
    begin = time.monotonic()
    try:
        for _ in crowd(port):
            if time.monotonic() - begin > 2:
                ready.set()
    except OSError as error:
        print(f"the crowd ended: {error}", file=sys.stderr)
    ready.set()


def p99(port):
    """In ms, of a client with one connection."""
    request = f"GET {PATH}/service-info HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    took = []
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(REQUESTS):
            begin = time.monotonic()
            client.sendall(request)
            left = -1
            data = b""
            while left != 0:
                data += client.recv(65_536)
                head, mark, body = data.partition(b"\r\n\r\n")
                if mark:
                    left = int(head.lower().partition(b"content-length:")[2].split()[0]) - len(body)
            took.append(time.monotonic() - begin)
    return sorted(took)[REQUESTS * 99 // 100] * 1000


def attack(program):
    faults, tried = [], 0
    for threads, most in MOST_TIMES.items():
        for name, crowd in CROWDS.items():
            with Mock(program, "--threads", str(threads)) as mock:
                for _ in range(100):
                    mock.submit()
                quiet = p99(mock.port)
                ready = multiprocessing.Event()
                peers = multiprocessing.Process(target=keep, args=(crowd, mock.port, ready), daemon=True)
                peers.start()
                ready.wait(60)
                beside = p99(mock.port)
                peers.kill()
                peers.join()
            tried += 1
            print(f"  {threads} threads, {name}: {quiet:.2f} ms, then {beside:.2f} ms", file=sys.stderr)
            if beside > max(most * quiet, LEAST_MS):
                faults.append(f"{name}, {threads} threads: p99 {quiet:.2f} ms became {beside:.2f} ms")
    return tried, faults
