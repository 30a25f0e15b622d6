"""A real Elasticsearch for tests (see :mod:`tests.elastic_archive` for where it comes from).

Each node runs in a temporary folder, on loopback, as an unprivileged account, and ends with the
process that started it. Where something is lacking, tests that need a server are skipped with a
sentence; with ``CI`` set they fail.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.elastic_archive import AbsentError, find_java, unpacked
from tests.servers import as_account, ending_with_parent, unprivileged

HEAP = "512m"
#: Starts in two thirds of the time; measurements do without.
QUICK_START = "-XX:TieredStopAtLevel=1"
#: Elasticsearch refuses to run as root: these accounts do it then, the first that is there.
UNPRIVILEGED = ("elasticsearch", "nobody")
#: Seconds until a node has to answer; a node of three on one busy core takes a minute.
PATIENCE = 180.0
_HOST = "127.0.0.1"


def free_ports(number: int) -> list[int]:
    """Return ports of loopback that nobody listens on."""
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind((_HOST, 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


@dataclass
class Node:
    """One server process and its folder. It keeps its ports and its folder through restarts.

    :param seeds: the transport ports of all nodes of its cluster, its own too.
    """

    name: str
    folder: Path
    http_port: int
    transport_port: int
    seeds: tuple[int, ...]
    heap: str = HEAP
    options: str = QUICK_START
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it answers, as ``SEARCH_URL`` takes it."""
        return f"http://{_HOST}:{self.http_port}"

    @property
    def data(self) -> Path:
        """The folder of its indices."""
        return self.folder / "data"

    @property
    def running(self) -> bool:
        """Whether its process is there, paused or not."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it without waiting; see :meth:`wait`."""
        home, account = unpacked(), unprivileged(*UNPRIVILEGED)
        config = self.folder / "config"
        if not config.exists():
            shutil.copytree(home / "config", config)
            (config / "elasticsearch.yml").write_text(self._settings(), encoding="utf-8")
            # Elsewhere than the configuration: a server may write here, but not there.
            (self.folder / "tmp").mkdir()
        for path in [self.folder, *self.folder.rglob("*")]:
            if account is not None:
                shutil.chown(path, account)
        with (self.folder / "log").open("ab") as output:
            self._process = subprocess.Popen(
                [str(home / "bin" / "elasticsearch")],
                env={
                    "PATH": os.environ.get("PATH", ""),
                    "HOME": str(self.folder),
                    "ES_TMPDIR": str(self.folder / "tmp"),
                    "ES_JAVA_HOME": str(find_java()),
                    "ES_PATH_CONF": str(config),
                    "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap} {self.options}",
                    "CLI_JAVA_OPTS": "-Xmx64m",
                },
                **as_account(account),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Starter and server take the signals that tests send together.
                process_group=0,
                preexec_fn=ending_with_parent(signal.SIGKILL),
            )

    def _settings(self) -> str:
        alone = len(self.seeds) == 1
        lines: dict[str, Any] = {
            "cluster.name": "clusterpolisee-tests",
            "node.name": self.name,
            "path.data": str(self.data),
            "path.logs": str(self.folder / "logs"),
            "network.host": _HOST,
            "http.port": self.http_port,
            "transport.port": self.transport_port,
            # On loopback, for minutes, with nothing in it that is not public.
            "xpack.security.enabled": False,
            # However full the disk of the machine is.
            "cluster.routing.allocation.disk.threshold_enabled": False,
            # The system may not allow as many mapped files as Elasticsearch demands.
            "node.store.allow_mmap": False,
        }
        if alone:
            lines["discovery.type"] = "single-node"
        else:
            lines |= {
                "discovery.seed_hosts": [f"{_HOST}:{port}" for port in self.seeds],
                "cluster.initial_master_nodes": [f"node-{n}" for n in range(len(self.seeds))],
                # A node that is killed is noticed by its closed connections; these are for
                # one that hangs.
                "cluster.fault_detection.follower_check.timeout": "5s",
                "cluster.fault_detection.leader_check.timeout": "5s",
            }
        return "".join(f"{name}: {json.dumps(value)}\n" for name, value in lines.items())

    def wait(self, seconds: float = PATIENCE) -> None:
        """Wait until its cluster serves all main shards.

        :raises RuntimeError: with the end of its log when it does not in time.
        """
        until = time.monotonic() + seconds
        path = "/_cluster/health?wait_for_status=yellow&timeout=1s"
        while time.monotonic() < until and self.running:
            with suppress(OSError, URLError, ValueError):
                if not self.ask(path, timeout=5)["timed_out"]:
                    return
            time.sleep(0.1)
        log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"Elasticsearch did not come up:\n{log[-3000:]}")

    def ask(
        self, path: str, body: Any = None, *, method: str | None = None, timeout: float = 30
    ) -> Any:
        """Send a request past our own client; return the JSON of the answer.

        :raises OSError: when there is no answer, or one that says no.
        """
        data = None if body is None else json.dumps(body).encode()
        method = method or ("GET" if data is None else "PUT")
        request = Request(  # noqa: S310 our own server
            self.url + path, data, {"Content-Type": "application/json"}, method=method
        )
        with urlopen(request, timeout=timeout) as answer:  # noqa: S310
            return json.load(answer)

    def kill(self) -> None:
        """End it at once, as ``kill -9`` does; the folder stays as it is at that moment."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait()
            self._wait_for_the_server()

    def pause(self) -> None:
        """Stop its process (``SIGSTOP``): connections stay open, nothing is answered."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on after :meth:`pause`."""
        self._signal(signal.SIGCONT)

    def restart(self, *, empty: bool = False, wait: bool = True) -> None:
        """Kill it if it runs, and start it on the same ports.

        :param empty: with an empty data folder, as on a new disk.
        """
        self.kill()
        if empty:
            shutil.rmtree(self.data, ignore_errors=True)
        self.start()
        if wait:
            self.wait()

    def keep_data(self) -> Path:
        """Kill it, and return a copy of its data as of now, to come back to later."""
        self.kill()
        kept = self.folder / f"kept-{time.monotonic_ns()}"
        shutil.copytree(self.data, kept)
        return kept

    def restart_with(self, kept: Path) -> None:
        """Restart it with older data of :meth:`keep_data`."""
        self.kill()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(kept, self.data)
        self.restart()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def _wait_for_the_server(self) -> None:
        """Wait until the server itself is gone too, and with it its lock on the folder."""
        assert self._process is not None
        for _attempt in range(500):
            try:
                os.killpg(self._process.pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.02)
        raise RuntimeError(f"{self.name} does not end")


@dataclass(frozen=True)
class Cluster:
    """Nodes that work together; one is a cluster too."""

    nodes: tuple[Node, ...]

    @property
    def url(self) -> str:
        """All nodes, as ``SEARCH_URL`` takes them."""
        return ",".join(node.url for node in self.nodes)

    @property
    def node(self) -> Node:
        """The first node."""
        return self.nodes[0]

    def ask(self, path: str, body: Any = None, **options: Any) -> Any:
        """Ask the first node; see :meth:`Node.ask`."""
        return self.node.ask(path, body, **options)


@contextmanager
def running_cluster(
    nodes: int = 1, *, heap: str = HEAP, options: str = QUICK_START
) -> Iterator[Cluster]:
    """Start a cluster without indices; end it and delete its folders afterwards.

    :param heap: of each node, as Java takes it.
    :param options: more for Java.

    :raises AbsentError: when there is no Elasticsearch to start.
    :raises RuntimeError: with the end of a log when a node does not come up.
    """
    find_java()
    unpacked()
    folder = Path(tempfile.mkdtemp(prefix="es-"))
    folder.chmod(0o755)
    ports = free_ports(2 * nodes)
    cluster = Cluster(
        tuple(
            Node(
                f"node-{number}",
                folder / f"node-{number}",
                ports[number],
                ports[nodes + number],
                tuple(ports[nodes:]),
                heap,
                options,
            )
            for number in range(nodes)
        )
    )
    try:
        for node in cluster.nodes:
            node.folder.mkdir()
            node.start()
        for node in cluster.nodes:
            node.wait()
        yield cluster
    finally:
        for node in cluster.nodes:
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def ready_or_skip() -> None:
    """Skip the test when there is no Elasticsearch to start, or fail it with ``CI``."""
    try:
        find_java()
        unpacked()
    except AbsentError as absent:
        if os.environ.get("CI"):
            pytest.fail(str(absent))
        pytest.skip(str(absent))


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[Cluster]:
    """An Elasticsearch of one node, the same for all tests of a process. Leave it running, and
    without settings of your own; for faults start one with :func:`running_cluster`."""
    ready_or_skip()
    with running_cluster() as cluster:
        yield cluster
