# SPDX-License-Identifier: Apache-2.0
# Reads an HdrHistogram log without our code: for each line its start and its counts as "slot:count".
import base64
import struct
import sys
import zlib


def counts(payload):
    at = slot = 0
    while at < len(payload):
        value = shift = 0
        while True:
            byte = payload[at]
            at += 1
            last = shift == 56 or byte < 0x80
            value |= (byte if shift == 56 else byte & 0x7F) << shift
            shift += 7
            if last:
                break
        number = (value >> 1) ^ -(value & 1)
        if number < 0:
            slot -= number
        else:
            if number:
                yield slot, number
            slot += 1


for line in open(sys.argv[1], encoding="ascii"):
    if not line.startswith("Tag="):
        continue
    tag, start, length, longest, text = line.strip().split(",")
    outer = base64.b64decode(text)
    cookie, size = struct.unpack(">II", outer[:8])
    assert cookie == 0x1C849314 and size == len(outer) - 8, "outer header"
    inner = zlib.decompress(outer[8:])
    head = struct.unpack(">IIiiqqd", inner[:40])
    assert head == (0x1C849313, len(inner) - 40, 0, 3, 1, 3_600_000_000_000, 1.0), head
    print(start, length, *(f"{slot}:{number}" for slot, number in counts(inner[40:])))
