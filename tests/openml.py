"""A server on this machine that answers as OpenML does, and what brings requests to it."""

import gzip
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import numpy as np

POLL = 0.01  # s, how long closing the server may take

# Run at the start of every Python that is started with this on its path: urllib's requests to
# openml.org go to the test's own server. Nothing of scikit-learn or mlpviz is changed.
REDIRECT = """
import os
import sys
import urllib.request
from urllib.parse import urlsplit


class ToTheTest(urllib.request.BaseHandler):
    handler_order = 100

    def https_open(self, request):
        parts = urlsplit(request.full_url)
        assert parts.hostname.endswith("openml.org"), request.full_url
        address = os.environ["TEST_OPENML"] + parts.path
        return self.parent.open(urllib.request.Request(address, headers=dict(request.headers)))


urllib.request.install_opener(urllib.request.build_opener(ToTheTest))
"""


class OpenML:
    """The part of OpenML's API that fetch_openml uses, on this machine.

    ``images`` uint8 [n, d] and ``labels`` [n] become its ARFF file; ``checksum`` is what is stated
    of it. With ``hold`` set, half of the file is sent, which sets ``half_sent``, and the rest when
    ``release`` is set.
    ``status`` other than 200 is the answer to everything. ``packed``: the file is sent compressed.
    """

    def __init__(self):
        self.serve(np.zeros((1, 1), np.uint8), [0])
        self.status, self.packed, self.hold = 200, True, False
        self.release, self.half_sent = threading.Event(), threading.Event()
        self.asked = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.answer(self)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(POLL,), daemon=True).start()

    def serve(self, images, labels):
        """Serve these images from now on."""
        d = images.shape[1]
        head = [f"@ATTRIBUTE pixel{i} real" for i in range(1, d + 1)]
        rows = [
            ",".join(map(str, [*row, label])) for row, label in zip(images, labels, strict=True)
        ]
        lines = ["@RELATION test", *head, "@ATTRIBUTE class {0,1,2,3,4,5,6,7,8,9}", "@DATA", *rows]
        self.arff = "\n".join([*lines, ""]).encode()
        self.checksum = hashlib.md5(self.arff).hexdigest()
        self.names = [*(f"pixel{i}" for i in range(1, d + 1)), "class"]
        self.n = len(images)

    def answer(self, request):
        path = urlsplit(request.path).path
        self.asked.append(path)
        if self.status != 200:
            request.send_error(self.status)
        elif path.endswith(".arff"):
            self.send_arff(request)
        else:
            self.send(request, json.dumps(self.json(path)).encode(), {})

    def json(self, path):
        if "/features/" in path:
            return {"data_features": {"feature": [self.feature(name) for name in self.names]}}
        if "/qualities/" in path:
            return {
                "data_qualities": {"quality": [{"name": "NumberOfInstances", "value": str(self.n)}]}
            }
        return {
            "data_set_description": {
                "id": path.rsplit("/", 1)[1],
                "name": "test",
                "version": "1",
                "description": "made up",
                "format": "ARFF",
                "status": "active",
                "url": "https://www.openml.org/data/v1/download/1/test.arff",
                "md5_checksum": self.checksum,
            }
        }

    def feature(self, name):
        return {
            "name": name,
            "data_type": "nominal" if name == "class" else "numeric",
            "is_target": "true" if name == "class" else "false",
            "is_ignore": "false",
            "is_row_identifier": "false",
            "number_of_missing_values": "0",
        }

    def send_arff(self, request):
        body = gzip.compress(self.arff) if self.packed else self.arff
        headers = {"Content-Encoding": "gzip"} if self.packed else {}
        self.send(request, body, headers, half=self.hold)

    def send(self, request, body, headers, half=False):
        request.send_response(200)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            request.send_header(name, value)
        request.end_headers()
        middle = len(body) // 2 if half else len(body)
        try:
            request.wfile.write(body[:middle])
            request.wfile.flush()
            if half:
                self.half_sent.set()
                self.release.wait(600)
                request.wfile.write(body[middle:])
        except OSError:  # whoever asked has gone
            pass

    def close(self):
        """No longer listen: who asks is refused."""
        self.release.set()
        self.http.shutdown()
        self.http.server_close()
