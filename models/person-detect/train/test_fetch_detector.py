"""python -m unittest: the standard library alone; a server on this machine in the release's place."""

import http.server
import tempfile
import threading
import unittest
from pathlib import Path

from fetch_detector import FetchError, fetch, sum_of

CONTENT = bytes(range(256)) * 40


class Release(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/absent":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[:100] if self.path == "/cut" else CONTENT)

    def log_message(self, *_):
        pass


class Fetching(unittest.TestCase):
    def setUp(self):
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Release)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.file = Path(scratch.name) / "cache/detector.onnx"

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def refused(self, path, words, sha256=None):
        with self.assertRaisesRegex(FetchError, words):
            fetch(self.url(path), self.file, sha256 or sum_of(CONTENT))
        self.assertFalse(self.file.exists())

    def test_an_absent_file_says_what_to_do(self):
        self.refused("/absent", "404.*put it at .*detector.onnx")

    def test_another_sum_is_refused(self):
        self.refused("/file", "another SHA-256", "0" * 64)

    def test_a_cut_reply_is_refused(self):
        self.refused("/cut", "SHA-256|cannot be had")

    def test_a_server_that_is_not_there_is_told(self):
        with self.assertRaisesRegex(FetchError, "cannot be had"):
            fetch("http://127.0.0.1:1/", self.file)

    def test_the_right_file_is_written_once(self):
        self.assertFalse(fetch(self.url("/file"), self.file, sum_of(CONTENT)))
        self.assertEqual(self.file.read_bytes(), CONTENT)
        self.assertTrue(fetch(self.url("/absent"), self.file, sum_of(CONTENT)))


if __name__ == "__main__":
    unittest.main()
