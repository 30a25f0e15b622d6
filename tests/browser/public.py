"""What the tests of public pages share: which pages there are, how to open and examine them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.demo_data import PASSWORD

PHONE, DESKTOP = 390, 1280
WIDTHS = {"phone": PHONE, "desktop": DESKTOP}
SCHEMES = ("light", "dark")

LIBRARY = "/en/library/"
PAPER = f"{LIBRARY}choosing-few-priorities-well/"
#: A page of each type, in each state that looks different. An empty address is found by
#: :func:`address_of`.
PAGES = {
    "home": "/en/",
    "home in Bulgarian": "/bg/",
    "library": LIBRARY,
    "library, filtered": f"{LIBRARY}?type=policy-paper&country=BG",
    "library, unknown filter": f"{LIBRARY}?type=nonsense",
    "library, nothing found": f"{LIBRARY}?q=zzzz",
    "library of an empty language": "/de/bibliothek/",
    "topics": "/en/topics/",
    "topic": "/en/topics/international-cooperation/",
    "policy paper": PAPER,
    "pilot action guideline": f"{LIBRARY}pilot-shared-market-scout/",
    "working group report": f"{LIBRARY}concept-paper-wg3/",
    "archived": f"{LIBRARY}shared-energy-management/",
    "superseded": f"{LIBRARY}mapping-before-choosing/",
    "paper in Greek": "/el/vivliothiki/choosing-few-priorities-well-el/",
    "paper in Serbian, Latin": "/sr-latn/biblioteka/choosing-few-priorities-well-sr/",
    "recommendation": "",
    "recommendations": "/en/recommendations/",
    "working group": "/en/working-groups/international-cluster-cooperation-and-networking/",
    "working groups": "/en/working-groups/",
    "partner": "/en/partners/bulgarian-sme-promotion-agency/",
    "partners by country": "/en/partners/",
    "country": "/en/countries/bg/",
    "standard page": "/en/accessibility/",
    "versions": f"{LIBRARY}mapping-before-choosing/versions/",
    "search": "/en/search/?q=cluster",
    "search, nothing found": "/en/search/?q=zzzz",
    "404": f"{LIBRARY}there-is-nothing-here/",
    "410": f"{LIBRARY}setting-up-wg1/",
    "style guide": "/en/style-guide/",
}
#: Pages that only those who work here see.
INSIDE = {"style guide"}


def address_of(name: str, page: Any) -> str:
    """Return where a page of ``PAGES`` stands; ``page`` is an open browser page."""
    if PAGES[name]:
        return PAGES[name]
    page.goto(PAPER)
    return str(page.locator("a[href*='/recommendations/']").first.get_attribute("href"))


@contextmanager
def opened(
    browser: Any, address: str, *, width: int = DESKTOP, inside: bool = False, **options: Any
) -> Iterator[Any]:
    """Yield a page in a context of its own, logged in as administrator where ``inside``."""
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 900}, **options
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    if inside:
        page.goto("/admin/login/")
        page.fill("input[name=username]", "administrator")
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
    try:
        yield page
    finally:
        context.close()


def plant(page: Any, markup: str, before: str = "</body>") -> None:
    """Let the next pages come with ``markup``: what a check is to find."""

    def answer(route: Any) -> None:
        response = route.fetch()
        body = response.text().replace(before, markup + before, 1)
        route.fulfill(response=response, body=body)

    page.route(re.compile(r"/[a-z]{2}/"), answer)


# --- Accessibility ----------------------------------------------------------------------------

#: Wagtail's own bar for editors is not ours to mend.
AXE_CONTEXT = {"exclude": [["wagtail-userbar"]]}
FINISH_ANIMATIONS = """
    for (const animation of document.getAnimations())
        if (animation.effect.getComputedTiming().endTime < Infinity) animation.finish();
"""
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def violations(page: Any) -> list[str]:
    """Return what axe-core has against the page as it stands: rule, help, places.

    What is still fading in is brought to its end: half of a colour has no contrast.
    """
    page.evaluate(FINISH_ANIMATIONS)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        f"axe.run({json.dumps(AXE_CONTEXT)}, {json.dumps(AXE_OPTIONS)})"
        ".then((results) => results.violations)"
    )
    return [
        f"{item['id']}: {item['help']}: " + "; ".join(str(node["target"]) for node in item["nodes"])
        for item in found
    ]


def in_both_schemes(page: Any) -> list[str]:
    """Return what axe-core has against a page in light and in dark."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        found += [f"{scheme}: {line}" for line in violations(page)]
    return found


def at_both_widths(page: Any) -> list[str]:
    """Return what axe-core has against a page as it stands and on a phone; it stands so again."""
    size = page.viewport_size
    found = violations(page)
    page.set_viewport_size({"width": PHONE, "height": 900})
    found += [f"phone: {line}" for line in violations(page)]
    page.set_viewport_size(size)
    return found


def unfold(page: Any) -> None:
    """Open everything folded in the text, so that it is examined too."""
    page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true })")


# --- What a visit costs -----------------------------------------------------------------------

_WATCH_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
_BLOCKING = """
() => performance.getEntriesByType("resource")
  .filter((entry) => entry.renderBlockingStatus === "blocking")
  .map((entry) => new URL(entry.name).pathname)
"""


@dataclass
class Visit:
    """A first visit to a page: bytes on the wire by address, what blocked, what moved."""

    origin: str
    sizes: dict[str, int] = field(default_factory=dict)
    blocking: list[str] = field(default_factory=list)
    shift: float = 0.0

    @property
    def total(self) -> int:
        """All bytes, headers included."""
        return sum(self.sizes.values())

    @property
    def foreign(self) -> list[str]:
        """Addresses asked from elsewhere."""
        return [url for url in self.sizes if not url.startswith((f"{self.origin}/", "data:"))]

    @property
    def blocking_scripts(self) -> list[str]:
        """Scripts that the first picture waited for."""
        return [path for path in self.blocking if path.endswith(".js")]


def visit(page: Any, origin: str, path: str, *, scroll: bool = False) -> Visit:
    """Open a page in a fresh context and say what the visit cost.

    :param scroll: read to the end, so that lazy pictures come and late shifts happen.
    """
    seen = Visit(origin)
    names: dict[str, str] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.requestWillBeSent",
        lambda event: names.update({event["requestId"]: event["request"]["url"]}),
    )

    def finished(event: Any) -> None:
        url = names.get(event["requestId"], "?")
        seen.sizes[url] = seen.sizes.get(url, 0) + int(event["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    session.on(
        "Network.loadingFailed",
        lambda event: seen.sizes.setdefault(names.get(event["requestId"], "?"), 0),
    )
    page.add_init_script(_WATCH_SHIFTS)
    page.goto(path, wait_until="networkidle")
    if scroll:
        page.evaluate(
            "async () => { for (let y = 0; y < document.body.scrollHeight; y += 600) {"
            " scrollTo({ top: y, behavior: 'instant' });"
            " await new Promise((done) => setTimeout(done, 30)); } }"
        )
        page.wait_for_load_state("networkidle")
    seen.blocking = list(page.evaluate(_BLOCKING))
    seen.shift = float(page.evaluate("window.shifts"))
    return seen
