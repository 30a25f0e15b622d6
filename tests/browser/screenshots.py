"""``make screenshots``: pictures of the demo in ``docs/screenshots/``, phone and desktop, light and
dark; in ``languages/`` three pages in every language on a small phone. The server is that of the
tests (``tests.browser.demo``): with production's error pages."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from tests.browser.looks import PHONE, addresses, settle
from tests.browser.serving import PROJECT

TARGET = PROJECT / "docs" / "screenshots"
LANGUAGES = TARGET / "languages"
#: Height of what the pictures of the languages show, a screen and a half.
TALL = 1200
WIDTHS = {"phone": (390, 1400), "desktop": (1280, 1400)}
PAGES = {
    "home": "/en/",
    "topic": "/en/topics/international-cooperation/",
    "library": "/en/library/",
    "publication": "/en/library/choosing-few-priorities-well/",
    "recommendation": "",
    "search": "/en/search/?q=cluster",
    "404": "/en/library/there-is-nothing-here/",
}


def save_small(png: bytes, path: Path) -> None:
    """Write a picture with a palette of 128 colours: a quarter of the size, same to the eye."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


def all_languages(browser: Any, address: str) -> None:
    """Take home, a publication and results in every language and both Serbian scripts."""
    LANGUAGES.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(base_url=address, viewport={**PHONE, "height": TALL})
    page = context.new_page()
    for code, places in addresses(page).items():
        for name in ("home", "publication", "search"):
            page.goto(places[name], wait_until="networkidle")
            settle(page)
            save_small(page.screenshot(), LANGUAGES / f"{name}-{code}.png")
            print(f"    languages/{name}-{code}.png", flush=True)
    context.close()


def main() -> None:
    """Take every picture."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM_ARGS
    from tests.browser.demo import demo_server

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo_server(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
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
        all_languages(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
