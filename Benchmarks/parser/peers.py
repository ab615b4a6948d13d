"""Measures parsers from PyPI on the streams that `bench write` wrote: NAME MB/s, a line each."""

import codecs
import sys
import time

import sseclient
from httpx_sse._decoders import SSEDecoder, SSELineDecoder


def chunks(data, size):
    for position in range(0, len(data), size):
        yield data[position : position + size]


def with_httpx_sse(data, size):
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    lines, events, count = SSELineDecoder(), SSEDecoder(), 0
    for chunk in chunks(data, size):
        for line in lines.decode(decode(chunk)):
            if events.decode(line) is not None:
                count += 1
    return count


def with_sseclient(data, size):
    return sum(1 for _ in sseclient.SSEClient(chunks(data, size)).events())


def main(directory):
    for stream, size, most in (("small", 65536, 1 << 22), ("large", 65536, 1 << 24), ("tiny", 1, 1 << 16)):
        with open(f"{directory}/{stream}.txt", "rb") as file:
            data = file.read()[:most]
        for name, parse in (("httpx-sse", with_httpx_sse), ("sseclient-py", with_sseclient)):
            start = time.thread_time()
            count = parse(data, size)
            seconds = time.thread_time() - start
            print(f"{stream} {size} {name} {len(data) / seconds / 1e6:.2f} {count}", flush=True)


main(sys.argv[1])
