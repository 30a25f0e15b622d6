"""``make screenshots``: pictures of the demo in ``docs/screenshots/``, phone and desktop, light and
dark. Starts its own server with a fresh demo on loopback and ends it."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

PROJECT = Path(__file__).resolve().parents[2]
TARGET = PROJECT / "docs" / "screenshots"
WIDTHS = {"phone": (390, 1400), "desktop": (1280, 1400)}
PAGES = {
    "home": "/en/",
    "topic": "/en/topics/international-cooperation/",
    "library": "/en/library/",
    "publication": "/en/library/choosing-few-priorities-well/",
    "recommendation": "",
    "404": "/en/library/there-is-nothing-here/",
}


@contextmanager
def demo_server() -> Iterator[str]:
    """Yield the address of a server with the demo in a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        }
        for command in (["migrate", "--verbosity", "0"], ["setup_site"], ["load_demo"]):
            print("==>", *command, flush=True)
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=PROJECT, env=env, check=True, stdout=subprocess.DEVNULL,
            )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"],
            cwd=PROJECT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            for _attempt in range(300):
                try:
                    urllib.request.urlopen(f"{address}/en/", timeout=5).close()  # noqa: S310
                    break
                except OSError:
                    time.sleep(0.2)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def save_small(png: bytes, path: Path) -> None:
    """Write a picture with a palette of 128 colours: a quarter of the size, same to the eye."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


def main() -> None:
    """Take every picture."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM_ARGS

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    TARGET.mkdir(parents=True, exist_ok=True)
    with demo_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        pages = dict(PAGES)
        page = browser.new_page(base_url=address)
        page.goto(pages["publication"])
        link = page.locator("a[href*='/recommendations/']").first
        pages["recommendation"] = link.get_attribute("href") or ""
        for width, (pixels, height) in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    base_url=address,
                    viewport={"width": pixels, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                )
                page = context.new_page()
                for name, path in pages.items():
                    page.goto(path, wait_until="networkidle")
                    save_small(page.screenshot(), TARGET / f"{name}-{width}-{scheme}.png")
                    print(f"    {name}-{width}-{scheme}.png", flush=True)
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
