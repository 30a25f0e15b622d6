"""``python -m tests.browser.share_images``: draws what social networks show beside a link, one
picture for the platform and one for each topic, into ``cms/static/img/``.

Drawn by Chromium from the site's own sign, colours and face, and kept in the project: nothing is
drawn at run time. To be run again when one of these changes.
"""

from __future__ import annotations

import io
import os
import re
import shutil

from PIL import Image

from cms.sharing import SHARE_SIZE, TOPICS, share_image
from cms.templatetags.ui import topic_mark
from tests.browser.serving import PROJECT

STATIC = PROJECT / "cms" / "static"
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sign</title>
<style>
  @font-face {{ font-family: Display; src: url("{font}") }}
  * {{ margin: 0; box-sizing: border-box }}
  body {{
    --accent-tint: {colour};
    width: {width}px; height: {height}px; overflow: hidden; position: relative;
    background: {colour}; color: #fff; font: 600 76px/1 Display, serif; letter-spacing: -0.015em;
  }}
  .ring {{
    position: absolute; right: 72px; top: 85px; width: 460px; height: 460px; overflow: visible;
  }}
  .name {{ position: absolute; left: 84px; bottom: 96px }}
  .name::before {{
    content: ""; display: block; width: 96px; height: 6px; margin-bottom: 40px; background: #fff;
  }}
</style>
<body>{sign}<p class="name">ClusterPoliSEE</p></body></html>
"""


def colours() -> dict[int, str]:
    """Return the platform's colour (0) and those of the topics, as the design tokens have them."""
    tokens = (STATIC / "css" / "tokens.css").read_text()

    def value(name: str) -> str:
        found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", tokens)
        assert found, name
        return found.group(1)

    return {0: value("brand"), **{number: value(f"topic-{number}") for number in TOPICS}}


def page_of(number: int, colour: str) -> str:
    """Return the page that is drawn for a topic; 0 is the platform."""
    width, height = SHARE_SIZE
    sign = str(topic_mark(number or None)).replace('class="topic-mark"', 'class="ring"')
    font = STATIC / "vendor" / "source-serif-4" / "source-serif-4-display-latin.woff2"
    return _PAGE.format(colour=colour, width=width, height=height, sign=sign, font=font.as_uri())


def main() -> None:
    """Draw every picture."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM_ARGS

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    width, height = SHARE_SIZE
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        page = browser.new_page(viewport={"width": width, "height": height})
        for number, colour in colours().items():
            target = STATIC / share_image(number or None)
            source = target.with_suffix(".html")
            # From a file: only there may a page use the face that lies beside it.
            source.write_text(page_of(number, colour))
            page.goto(source.as_uri())
            page.evaluate("document.fonts.load('76px Display')")
            png = page.screenshot()
            source.unlink()
            picture = Image.open(io.BytesIO(png)).convert("RGB")
            picture.quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
            print(f"    {target.relative_to(PROJECT)}: {target.stat().st_size} bytes")
        browser.close()


if __name__ == "__main__":
    main()
