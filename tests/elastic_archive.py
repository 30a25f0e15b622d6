"""Where the tests' Elasticsearch comes from: the Maven archive, and a Java to run it.

The archive is Elasticsearch's own server without optional modules. ``mvn`` fetches it once into the
user's cache folder (``XDG_CACHE_HOME``). ``python -m tests.elastic_archive`` fetches it and says
what is lacking.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import IO

VERSION = "9.3.2"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
OLDEST_JAVA = 21


class AbsentError(Exception):
    """There is no Elasticsearch to start; says in a sentence what is lacking."""


def find_java() -> Path:
    """Return the home of a Java that is new enough.

    :raises AbsentError: when there is none.
    """
    named = [os.environ.get(name, "") for name in ("ES_JAVA_HOME", "JAVA_HOME")]
    homes = [Path(name) for name in named if name]
    homes += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    for home in homes:
        release = home / "release"
        if not (home / "bin" / "java").exists() or not release.exists():
            continue
        found = re.search(r'JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8"))
        if found and int(found[1]) >= OLDEST_JAVA:
            return home
    raise AbsentError(
        f"Elasticsearch needs Java {OLDEST_JAVA} or newer: none in ES_JAVA_HOME or /usr/lib/jvm"
    )


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "clusterpolisee" / "engines"


def fetch_archive() -> Path:
    """Return the archive of the server, fetched by Maven if it is not in the cache yet.

    :raises AbsentError: when it is neither there nor to be had.
    """
    folder = _cache_folder()
    archive = folder / f"elasticsearch-{VERSION}.zip"
    if archive.exists():
        return archive
    maven = shutil.which("mvn")
    if maven is None:
        raise AbsentError(
            f"Elasticsearch {VERSION} is not in {folder} and there is no mvn to fetch it"
        )
    folder.mkdir(parents=True, exist_ok=True)
    # Workers of one run begin at the same moment: one fetches, the others wait for it.
    with (folder / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not archive.exists():
            _fetch(maven, archive)
    return archive


def _fetch(maven: str, archive: Path) -> None:
    with tempfile.TemporaryDirectory(dir=archive.parent) as part:
        fetched = subprocess.run(
            [maven, "-q", "-B", COPY, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={part}"],
            capture_output=True,
            text=True,
            check=False,
        )
        found = Path(part) / archive.name
        if fetched.returncode or not found.exists() or not zipfile.is_zipfile(found):
            said = (fetched.stdout + fetched.stderr).strip().splitlines()[:1]
            raise AbsentError(f"Maven could not fetch {ARTIFACT}: {' '.join(said)}")
        found.rename(archive)


@cache
def unpacked() -> Path:
    """Return the folder of the server, unpacked for this process and deleted when it ends.

    :raises AbsentError: see :func:`fetch_archive`.
    """
    archive = fetch_archive()
    folder = Path(tempfile.mkdtemp(prefix="es-home-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    home = folder / f"elasticsearch-{VERSION}"
    for script in (home / "bin").iterdir():
        script.chmod(0o755)
    # AbsentError from the archive, demanded at the start.
    for name in ("modules", "plugins"):
        (home / name).mkdir(exist_ok=True)
    folder.chmod(0o755)
    return home


def main(output: IO[str] = sys.stdout) -> int:
    """Fetch the archive, and say what is lacking."""
    try:
        output.write(f"Java: {find_java()}\nElasticsearch: {fetch_archive()}\n")
    except AbsentError as absent:
        output.write(f"{absent}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
