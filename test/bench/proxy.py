"""How many frames a second smarty_dsmr_proxy opens: its own code, timed.

In: the path of its decrypt.py, key and additional data as hex, "decrypt" or "process", and frames in a
file, each behind its length in two bytes. Out: frames a second of processor time.

  decrypt  its function for the decryption alone, called with what its state machine would hand over
  process  its whole way, byte by byte from a serial port that is this file, what it prints thrown away
"""
import argparse
import importlib.util
import io
import sys
import time
from contextlib import redirect_stdout

SECONDS = 0.7
# Of the slow way a round takes fewer frames.
MOST_SLOW = 50
TITLE, COUNTER, TEXT, TAG = 2, 14, 18, 12


def read_frames(path):
    with open(path, "rb") as file:
        data = file.read()
    frames, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        frames.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    return frames


def load(path):
    spec = importlib.util.spec_from_file_location("decrypt", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Port:
    """A serial port with one frame in it."""

    def __init__(self):
        self.frame = b""
        self.at = 0

    def read(self):
        self.at += 1
        return self.frame[self.at - 1 : self.at]


def decrypt_task(proxy, key, aad):
    def task(frame):
        iv = frame[TITLE : TITLE + 8] + frame[COUNTER : COUNTER + 4]
        text = proxy.decrypt(key, aad, iv, frame[TEXT:-TAG], frame[-TAG:])
        if text[:1] != b"/":
            raise SystemExit("bench: not a telegram")

    return task


def process_task(proxy, key, aad):
    port = proxy._connection = Port()
    opened = []
    decrypt = proxy.decrypt
    proxy.decrypt = lambda *parts: opened.append(0) or decrypt(*parts)
    proxy._args = argparse.Namespace(
        key=key.hex(), aad=aad.hex(), parse=False, serial_output_port=None
    )

    def task(frame):
        port.frame, port.at = frame, 0
        opened.clear()
        printed = io.StringIO()
        with redirect_stdout(printed):
            for _ in frame:
                proxy.process()
        if len(opened) != 1 or "ERROR" in printed.getvalue():
            raise SystemExit("bench: frame not opened")

    return task


def rate_of(task, frames):
    start = time.process_time()
    count = 0
    while time.process_time() - start < SECONDS:
        for frame in frames:
            task(frame)
        count += len(frames)
    return count / (time.process_time() - start)


def main():
    path, key, aad, what, frames = sys.argv[1:]
    proxy = load(path).SmartyProxy()
    make = {"decrypt": decrypt_task, "process": process_task}[what]
    task = make(proxy, bytes.fromhex(key), bytes.fromhex(aad))
    some = read_frames(frames)
    some = some if what == "decrypt" else some[:MOST_SLOW]
    # Once before it counts.
    rate_of(task, some)
    print(rate_of(task, some))


main()
