"""A 100-page Word file through the import, as the admin does it; then the fuzzer for a minute.

``python -m tests.bench.bench_import`` prints seconds, peak memory of the converter's processes
together and what the person who waits reads meanwhile. Limits (exit code 1 beyond): 20 s from the
upload to the open draft, 500 MB. Memory is the proportional set size
(``/proc/*/smaps_rollup``), so that shared pages count once.
"""

from __future__ import annotations

import io
import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.bench.database import small_world

SECONDS_LIMIT = 20.0
MEMORY_LIMIT = 500.0
PAGES, TABLES, IMAGES = 100, 30, 40
WORDS_ON_A_PAGE = 420
FUZZ_SECONDS = 60.0

_WORDS = (
    *("cluster", "region", "policy", "members", "partners", "market", "scouts", "skills"),
    *("training", "energy", "network", "firms", "between", "across", "which", "shared"),
    *("small", "support", "fund", "measure", "result", "years", "country", "cooperation"),
)


def picture(rng: random.Random, size: tuple[int, int] = (1400, 900)) -> bytes:
    """A photograph-like JPEG of some hundred kilobytes."""
    from PIL import Image

    noise = Image.frombytes(
        "RGB", (size[0] // 8, size[1] // 8), rng.randbytes(size[0] * size[1] * 3 // 64)
    )
    target = io.BytesIO()
    noise.resize(size).save(target, "JPEG", quality=85)
    return target.getvalue()


def markdown(folder: Path) -> str:
    """The source of the document: chapters, tables, pictures, notes, recommendations."""
    rng = random.Random(4)  # noqa: S311 - repeatable, not secret
    lines = ["---", "title: A long report", "author: A. Writer", "---", ""]
    notes = []
    for page in range(1, PAGES + 1):
        lines += [f"{'#' * (1 if page % 5 == 1 else 2)} Chapter {page}", ""]
        for part in range(4):
            words = " ".join(rng.choices(_WORDS, k=WORDS_ON_A_PAGE // 4))
            if part == 0 and page % 3 == 0:
                words += f"[^{page}]"
                notes += [f"[^{page}]: Note {page}, {' '.join(rng.choices(_WORDS, k=12))}.", ""]
            lines += [words.capitalize() + ".", ""]
        if page <= TABLES:
            lines += ["| Cluster | Country | Members | Budget |", "|---|---|---|---|"]
            lines += [
                f"| {' '.join(rng.choices(_WORDS, k=3))} | BG | {n} | {n * 7} |" for n in range(12)
            ]
            lines += ["", f"Table: Table {page}", ""]
        if page <= IMAGES:
            (folder / f"{page}.jpg").write_bytes(picture(rng))
            lines += [f"![Figure {page}]({folder / f'{page}.jpg'})", ""]
    lines += ["# Recommendations", ""]
    for number in range(1, 21):
        lines += [f"{number}. Regions should {' '.join(rng.choices(_WORDS, k=9))}.", ""]
    return "\n".join([*lines, *notes])


def word_file(folder: Path) -> Path:
    """Write the document as a Word file; page breaks are Word's business."""
    import pypandoc

    target = folder / "long.docx"
    pypandoc.convert_text(markdown(folder), "docx", format="markdown", outputfile=str(target))
    return target


def tree_memory(root: int) -> float:
    """Megabytes of a process and all below it, shared pages counted once."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(
            int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")
        )
    return total / 1024


class Watch:
    """Follows the converter's processes from a thread: peak of megabytes, and what is told."""

    def __init__(self) -> None:
        self.peak = 0.0
        self.told: list[str] = []

    def follow(self, process: Any, folder: Any) -> None:
        """Look ten times a second until the process ends."""
        while process.poll() is None:
            self.peak = max(self.peak, tree_memory(process.pid))
            sentence = str(folder.progress().get("sentence", ""))
            if sentence and sentence not in self.told:
                self.told.append(sentence)
            time.sleep(0.1)


def journey(world: Any, path: Path, watch: Watch) -> list[tuple[str, float]]:
    """Import through the admin's own views; return the seconds of each step."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.urls import reverse

    from policies.import_admin import jobs
    from policies.models import ImportJob, Publication
    from tests.policies.test_import_admin import form_of

    started = jobs.start_worker

    def watched(*arguments: str, errors: Path) -> Any:
        process = started(*arguments, errors=errors)
        folder = ImportJob.objects.latest("created_at").folder
        threading.Thread(target=watch.follow, args=(process, folder), daemon=True).start()
        return process

    jobs.start_worker = watched
    client = Client()
    client.force_login(world.editor)
    steps = []
    begin = time.perf_counter()

    def step(name: str) -> None:
        nonlocal begin
        steps.append((name, time.perf_counter() - begin))
        begin = time.perf_counter()

    file = SimpleUploadedFile(path.name, path.read_bytes())
    fields = {"file": file, "type_name": "policy-paper", "topic": world.topic.pk}
    address = client.post(reverse("import_upload"), fields).headers["Location"]
    step("upload")
    while client.get(address, {"format": "json"}).json()["state"] == "working":
        time.sleep(0.2)
    step("conversion")
    preview = client.get(address, follow=True)
    assert client.get(f"{address}body/").status_code == 200
    step("preview")
    made = client.post(preview.request["PATH_INFO"], form_of(preview)).headers["Location"]
    step("draft")
    editor = client.get(made)
    step("editor")
    page = Publication.objects.get()
    kinds = [block.block_type for block in page.body]
    assert (kinds.count("table"), kinds.count("figure")) == (TABLES, IMAGES)
    assert page.recommendations.count() == 20
    assert editor.status_code == 200
    return steps


def main() -> int:
    """Measure, fuzz, print; return 1 when a limit was passed."""
    watch = Watch()
    with small_world() as world, tempfile.TemporaryDirectory(prefix="bench-import-") as name:
        from django.test.utils import override_settings, setup_test_environment

        from tests.policies.importing.fuzz import fuzz

        setup_test_environment()
        folder = Path(name)
        path = word_file(folder)
        size = path.stat().st_size / 1024 / 1024
        words = PAGES * WORDS_ON_A_PAGE
        print(f"{PAGES} pages ({words} words), {TABLES} tables, {IMAGES} images, {size:.1f} MB")
        with override_settings(MEDIA_ROOT=folder / "media", DOCUMENTS_ROOT=folder / "documents"):
            steps = journey(world, path, watch)
    seconds = sum(spent for _name, spent in steps)
    print("  ".join(f"{name} {spent:.1f} s" for name, spent in steps))
    print(f"import  {seconds:6.1f} s   of {SECONDS_LIMIT:.0f} s   {seconds / SECONDS_LIMIT:.2f}")
    share = watch.peak / MEMORY_LIMIT
    print(f"memory  {watch.peak:6.0f} MB  of {MEMORY_LIMIT:.0f} MB  {share:.2f}")
    print(f"progress: {' > '.join(watch.told)}")
    asked = float(os.environ.get("BENCH_FUZZ_SECONDS", FUZZ_SECONDS))
    converted, refused = fuzz(asked, seed=time.time_ns() % 10_000)
    print(f"fuzz    {asked:6.0f} s   {converted} converted, {refused} refused, 0 crashes")
    return int(seconds > SECONDS_LIMIT or watch.peak > MEMORY_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
