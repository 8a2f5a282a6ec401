"""A real web server with habits, and small weights to fetch from it."""

import contextlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from common.home import Home
from models.manifest import Manifest, parse
from models.store import Store


@dataclass
class Shelf:
    """What the server has, how it behaves, and what it was asked."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    breaks: dict[str, list[int]] = field(default_factory=dict)
    """Path to lengths after which each next answer breaks off"""
    claims: dict[str, int] = field(default_factory=dict)
    """Path to a Content-Length that is not true"""
    moved: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    halfway: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    hold_after: int = 0
    """Every answer waits after so many bytes until it is let go"""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Path and Range of each request"""


@contextlib.contextmanager
def serving() -> Iterator[Shelf]:
    shelf = Shelf()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path, wanted = self.path, self.headers.get("Range")
            shelf.asked.append((path, wanted))
            if path in shelf.moved:
                self.send_response(302)
                self.send_header("Location", shelf.moved[path])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if path not in shelf.files:
                self.send_error(404)
                return
            data, etag = shelf.files[path], shelf.etags.get(path, '"one"')
            begin = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and shelf.ranges else 0
            if begin and self.headers.get("If-Range", etag) != etag:
                begin = 0
            if begin >= len(data):
                self.send_error(416)
                return
            self.send_response(206 if begin else 200)
            if begin:
                self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(shelf.claims.get(path, len(data) - begin)))
            self.end_headers()
            self._send(path, data[begin:])

        def _send(self, path: str, data: bytes) -> None:
            planned = shelf.breaks.get(path)
            cut = planned.pop(0) if planned else len(data)
            if shelf.hold_after:
                self.wfile.write(data[: shelf.hold_after])
                self.wfile.flush()
                shelf.halfway.set()
                shelf.let_go.wait(30)
                data, cut = data[shelf.hold_after :], cut - shelf.hold_after
            with contextlib.suppress(OSError):
                self.wfile.write(data[:cut])
            if cut < len(data) or path in shelf.claims:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    shelf.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield shelf
    finally:
        shelf.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()


def safetensors(*names: str, values: int = 50_000) -> bytes:
    """Weights of so many float32 a tensor."""
    size = values * 4
    told = {
        name: {"dtype": "F32", "shape": [values], "data_offsets": [i * size, (i + 1) * size]}
        for i, name in enumerate(names or ("first.weight",))
    }
    header = json.dumps(told).encode()
    numbers = b"".join(bytes([i + 1]) * size for i in range(len(told)))
    return len(header).to_bytes(8, "little") + header + numbers


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


ABOUT = """
name = "Small"
what = "something to fetch"
instead = "nothing"
maker = "these tests"
page = "https://example.org/small"
licence = "Apache-2.0"
allows = "Any use."
commercial = "yes"
"""


def lips(urls: list[str], **told: object) -> Manifest:
    """One model of one file."""
    more = "".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items())
    return parse(
        f'[[model]]\nid = "small"\nkind = "lips"\n{ABOUT}[[model.files]]\nname = "small.pth"\n'
        f'form = "checkpoint"\nurls = {json.dumps(urls)}\n{more}'
    )


def voice(url: str, *, form: str = "archive", files: tuple[str, ...] = ("voice.zip",)) -> Manifest:
    listed = "".join(
        f'[[model.files]]\nname = "{name}"\nurls = ["{url}/{name}"]\n'
        f'form = "{form if form == "archive" else "json" if name.endswith("json") else "checkpoint"}"\n'
        for name in files
    )
    return parse(
        f'[[model]]\nid = "voice"\nkind = "voice"\nfolder = "tts_models--en--small--vits"\n{ABOUT}{listed}'
    )


def store_in(root: Path, models: Manifest) -> Store:
    return Store(Home(root=root).make(), models, timeout_s=10.0, pause_s=0.0)
