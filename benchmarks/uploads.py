"""What the server's process holds while a large file comes in: python -m benchmarks.uploads [--mb 400] (Linux)

It serves in a data folder of its own, sends one WAV as the body itself and one as a form, and reads the process' own
peak from /proc. Nothing here is timed.
"""

import argparse
import http.client
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

BLOCK = bytes(1 << 20)
BOUNDARY = "mouthpiece-benchmark"
RATE_HZ = 48_000
LIMIT_S = 60.0


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--mb", type=int, default=400)
    told = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = os.environ | {"MOUTHPIECE_HOME": folder, "MOUTHPIECE_PORT": str(port)}
        server = subprocess.Popen([sys.executable, "-m", "bot"], env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            small = RATE_HZ * 4
            send(port, small, as_form=False)  # what is imported for the first file does not count
            for as_form in (False, True):
                before_mb, peak_mb, status = measure(server.pid, port, told.mb * 10**6, as_form=as_form)
                how = "as a form" if as_form else "as the body"
                print(
                    f"{told.mb} MB {how}: {before_mb:.0f} MB before, at most {peak_mb - before_mb:.0f} MB more ({status})"
                )
        finally:
            server.terminate()
            server.wait()


def measure(pid: int, port: int, size: int, *, as_form: bool) -> tuple[float, float, int]:
    """MB held before, MB at most since, and the answer's status."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak begins anew
    before = of_process(pid, "VmRSS")
    status = send(port, size, as_form=as_form)
    return before, of_process(pid, "VmHWM"), status


def of_process(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def send(port: int, size: int, *, as_form: bool) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'.encode()
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()
    kind, around = ("application/octet-stream", (b"", b""))
    if as_form:
        kind, around = f"multipart/form-data; boundary={BOUNDARY}", (head, tail)
    length = sum(map(len, around)) + len(wav_header(size)) + size
    headers = {"Content-Type": kind, "Content-Length": str(length)}

    def body() -> Iterator[bytes]:
        yield around[0] + wav_header(size)
        for start in range(0, size, len(BLOCK)):
            yield BLOCK[: size - start]
        yield around[1]

    connection.request("POST", "/api/v1/uploads?name=a.wav", body=body(), headers=headers)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    if answer.status != 201:
        print(f"refused: {told['detail']}", file=sys.stderr)
    connection.close()
    return answer.status


def wav_header(size: int) -> bytes:
    """Two channels of 16 bits."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 2, RATE_HZ, RATE_HZ * 4, 4, 16)
    return struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + form + struct.pack("<4sI", b"data", size)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def wait_for(port: int) -> None:
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The server did not come up.")


if __name__ == "__main__":
    main()
