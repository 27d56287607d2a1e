"""deploy/: what is handed to nginx, to Docker and to the container agrees with the app."""

import re
import runpy
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from benchmarks.replicas import COOKIE, PORTS
from mlpviz.profiles import NUMBERS, variable
from tests.dockerfile import stages

ROOT = Path(__file__).resolve().parents[1]
CHECK = ROOT / "deploy" / "healthcheck.py"
NGINX = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
SERVICE = COMPOSE["services"]["mlpviz"]
FINAL = stages((ROOT / "Dockerfile").read_text("utf-8"))[-1]


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "http://127.0.0.1:8501/health"),
        ({"STREAMLIT_SERVER_PORT": "7860"}, "http://127.0.0.1:7860/health"),
        ({"STREAMLIT_SERVER_BASE_URL_PATH": "/nn/"}, "http://127.0.0.1:8501/nn/health"),
    ],
)
def test_where_the_container_asks(environment, address):
    assert runpy.run_path(str(CHECK))["address"](environment) == address


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_what_the_container_makes_of_the_answer(status, code):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status if self.path == "/health" else 404)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        port = {"STREAMLIT_SERVER_PORT": str(server.server_port)}
        command = [sys.executable, str(CHECK)]
        done = subprocess.run(command, env=port, capture_output=True, text=True)
    assert done.returncode == code
    assert ("503" in done.stderr) == bool(code)


def test_each_replica_has_a_block_and_a_name():
    *replicas, _ = PORTS
    for number, port in enumerate(replicas, 1):
        assert f"server 127.0.0.1:{port} max_fails" in NGINX
        assert f"~127.0.0.1:{port}$ {number};" in NGINX
        assert f"{number} replica_{number};" in NGINX
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", NGINX)) == set(PORTS)
    assert f'"{COOKIE}=$answered;' in NGINX
    assert f"map $cookie_{COOKIE} " in NGINX


def test_nginx_lets_through_what_the_app_takes():
    (size,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert float(size) * 1e6 == NUMBERS["upload_bytes"].hosted


def test_the_service_keeps_to_the_image():
    assert SERVICE["read_only"] is True
    assert [place.partition(":")[0] for place in SERVICE["tmpfs"]] == ["/tmp"]
    assert SERVICE["ports"][0].rpartition(":")[2] == FINAL.last("EXPOSE").text
    assert set(SERVICE["environment"]) <= set(map(variable, NUMBERS))
    assert set(SERVICE["build"]["args"]) == {"TORCH"}
