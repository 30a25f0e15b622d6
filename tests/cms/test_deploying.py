"""What is installed from: the compose files, the image, the web server in front."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as project_settings

from cms import env

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = PROJECT / "compose.yaml"
CLUSTER = PROJECT / "compose.cluster.yaml"
CADDYFILE = PROJECT / "deploy" / "Caddyfile"
#: The services that run our own program.
OWN = {"setup", "web1", "web2", "worker", "due"}


def services(path: Path = COMPOSE) -> dict[str, Any]:
    """Return the services of a compose file."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["services"]
    return found


# --- Compose --------------------------------------------------------------------------------


def schema_fault(path: Path) -> str:
    """Return what the schema of compose files says against one, "" for nothing."""
    told = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", path],
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout + told.stderr if told.returncode else ""


@pytest.mark.parametrize("path", [COMPOSE, CLUSTER], ids=lambda path: path.name)
def test_compose_files_are_what_compose_takes(path: Path) -> None:
    assert schema_fault(path) == ""


def test_a_misspelt_compose_file_is_noticed(tmp_path: Path) -> None:
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(COMPOSE.read_text(encoding="utf-8").replace("depends_on:", "depend_on:"))
    assert "depend_on" in schema_fault(wrong)


def test_the_platform_gets_every_variable_that_it_needs_and_none_that_it_does_not_know() -> None:
    required = {v.name for v in env.VARIABLES if v.required_in_production} | {"SEARCH_URL"}
    for path in (COMPOSE, CLUSTER):
        for name in OWN:
            given = set(services(path)[name]["environment"])
            assert given <= env.NAMES, given - env.NAMES
            assert path == CLUSTER or required <= given, required - given


def test_only_the_web_server_is_reached_from_outside() -> None:
    named = services()
    assert {name for name, service in named.items() if "ports" in service} == {"caddy"}
    networks = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["networks"]
    assert networks["inside"] == {"internal": True}
    for name in ("postgres", "elasticsearch"):
        assert named[name]["networks"] == ["inside"]
    assert {services(CLUSTER)[f"elasticsearch{n}"]["networks"][0] for n in (2, 3)} == {"inside"}


def test_the_web_server_sees_pictures_only_and_may_not_write_them() -> None:
    mounts = services()["caddy"]["volumes"]
    assert "media:/srv/media:ro" in mounts
    assert not [mount for mount in mounts if mount.startswith("data:")]


def test_the_programs_run_without_rights_that_they_do_not_need() -> None:
    for name in OWN:
        service = services()[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]


# --- Image ----------------------------------------------------------------------------------


def test_the_image_holds_every_room_and_runs_without_root() -> None:
    lines = (PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    rooms = {name.split(".")[0] for name in project_settings.INSTALLED_APPS}
    assert {room for room in rooms if (PROJECT / room).is_dir()} <= let_in
    assert all((PROJECT / name).exists() for name in let_in)
    words = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in words
    final = words.rpartition("FROM ")[2]
    assert "USER clusterpolisee" in final
    assert "USER root" not in final


# --- Web server -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def caddy() -> str:
    """The program; without it these tests are skipped, or fail with ``CI``."""
    program = shutil.which("caddy")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("caddy is not installed")
        pytest.skip("Caddy is not installed")
    return program


def test_the_web_server_takes_its_file(caddy: str, tmp_path: Path) -> None:
    wrong = tmp_path / "Caddyfile"
    wrong.write_text(CADDYFILE.read_text(encoding="utf-8").replace("forward_auth", "forward_ask"))
    for path, code in ((CADDYFILE, 0), (wrong, 1)):
        told = subprocess.run(
            [caddy, "validate", "--adapter", "caddyfile", "--config", path],
            env={**os.environ, "SITE_ADDRESS": "policy.example.org", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == code, told.stderr


class Application(BaseHTTPRequestHandler):
    """In place of the platform: says who may see a picture and notes what it was asked."""

    asked: list[str]

    def do_GET(self) -> None:
        """Refuse what is named secret."""
        self.asked.append(self.path)
        self.send_response(403 if "secret" in self.path else 204)
        self.end_headers()

    def log_message(self, *words: Any) -> None:
        """Stay silent."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def front(caddy: str, tmp_path: Path) -> Iterator[str]:
    """The web server with our file, one web process of two behind it; the address."""
    (tmp_path / "media" / "images").mkdir(parents=True)
    for name in ("map", "secret"):
        (tmp_path / "media" / "images" / f"{name}.png").write_text(f"the {name}")
    (tmp_path / "db.sqlite3").write_text("everything")
    Application.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Application) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        address = f"http://127.0.0.1:{free_port()}"
        process = subprocess.Popen(
            [caddy, "run", "--adapter", "caddyfile", "--config", CADDYFILE],
            env={
                "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
                "HOME": str(tmp_path),
                "MEDIA": str(tmp_path / "media"),
                "SITE_ADDRESS": address,
                "WEB_PROCESSES": f"127.0.0.1:{free_port()} 127.0.0.1:{server.server_port}",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _attempt in range(200):
                try:
                    got(address)
                except urllib.error.URLError:
                    time.sleep(0.05)
                else:
                    break
            Application.asked.clear()
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)
            server.shutdown()
            thread.join()


def got(address: str) -> tuple[int, str]:
    """Return status and text of an address."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - loopback only
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ""


def test_a_picture_is_handed_out_after_the_platform_said_so(front: str) -> None:
    assert got(f"{front}/media/images/map.png?guest=a:b") == (200, "the map")
    assert Application.asked == ["/media-allowed/images/map.png?guest=a:b"]
    assert got(f"{front}/media/images/secret.png") == (403, "")


def test_no_address_leads_around_the_question(front: str) -> None:
    for path in (
        "/media//images/secret.png",
        "/media/images/../images/secret.png",
        "/media/images/%73ecret.png?x=map",
        "/media/../db.sqlite3",
        "/media/%2e%2e/db.sqlite3",
        "/media/images/%2e%2e/%2e%2e/db.sqlite3",
    ):
        status, text = got(front + path)
        assert (status, text) in {(403, ""), (404, ""), (204, "")}, path


def test_one_web_process_answers_while_the_other_is_replaced(front: str) -> None:
    assert {got(f"{front}/en/")[0] for _each in range(8)} == {204}
