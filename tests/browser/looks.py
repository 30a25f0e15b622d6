"""What a page looks like, measured: nothing wider than the window, no text cut, outside of its box
or under another, and no letter from a face that is not ours.

The measuring itself is done in the page, by ``looks.js``. Of the faces Chromium's DevTools say what
it really drew with (``CSS.getPlatformFontsForNode``): every letter in every face is asked for once
a language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser.public import PAPER

SCRIPT = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
PHONE = {"width": 360, "height": 780}
#: The faces of ``cms/static/vendor/`` as their files name them.
OURS = ("Platform Serif", "Platform Sans", "Platform Display")
MARK = "data-letters"

#: What a reader of each language might look for: its word for “cluster”.
ASKED = {
    "en": "cluster",
    "bg": "клъстер",
    "de": "Cluster",
    "el": "συστάδα",
    "hr": "klaster",
    "hu": "klaszter",
    "it": "cluster",
    "ro": "cluster",
    "sk": "klaster",
    "sl": "grozd",
    "sq": "klaster",
    "sr": "кластер",
    "sr-latn": "klaster",
}
#: Codes as addresses have them.
CODES = tuple(ASKED)
#: There in every language.
EVERYWHERE = f"{PAPER.rsplit('/', 2)[0]}/concept-paper-wg3/"
_TAGS = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}


def addresses(page: Any) -> dict[str, dict[str, str]]:
    """Return home, a publication, the search's help and results by language; asks once."""
    page.goto(EVERYWHERE)
    links = page.locator("link[rel=alternate][hreflang]").evaluate_all(
        "(links) => links.map((link) => [link.hreflang, new URL(link.href).pathname])"
    )
    papers = dict(links)
    return {
        code: {
            "home": f"/{code}/",
            "publication": papers[_TAGS.get(code, code)],
            "help": f"/{code}/search/",
            "search": f"/{code}/search/?q={word}",
        }
        for code, word in ASKED.items()
    }


def settle(page: Any) -> None:
    """Wait until everything on the page has its face."""
    page.evaluate("() => document.fonts.ready.then(() => true)")


def faults(page: Any, root: str = "body") -> list[str]:
    """Return what is wrong with the looks of a page as it stands.

    :param root: selector of the part to measure.
    """
    page.evaluate(SCRIPT)
    seen = page.evaluate("(root) => looks(root)", root)
    return list(seen["lines"]) if seen["texts"] else ["there is no text"]


@dataclass
class Letters:
    """Asks Chromium which faces it drew the letters of one language with.

    :param page: in which the language's pages are opened one after the other.
    """

    page: Any
    known: list[str] = field(default_factory=list)
    drawn: dict[str, int] = field(default_factory=dict)

    def strange(self, root: str = "body") -> list[str]:
        """Return texts of the page with letters that were drawn with another face than ours."""
        page = self.page
        page.evaluate(SCRIPT)
        self.known = page.evaluate(
            "([root, mark, seen]) => marks(root, mark, seen)", [root, MARK, self.known]
        )
        session = page.context.new_cdp_session(page)
        session.send("DOM.enable")
        session.send("CSS.enable")
        top = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        marked = session.send("DOM.querySelectorAll", {"nodeId": top, "selector": f"[{MARK}]"})
        found = []
        for node in marked["nodeIds"]:
            for face in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
                name, letters = face["familyName"], int(face["glyphCount"])
                self.drawn[name] = self.drawn.get(name, 0) + letters
                if not name.startswith(OURS):
                    found.append(f"{letters} letters in {name}: “{self._text(session, node)}”")
        session.detach()
        page.evaluate(
            "(mark) => document.querySelectorAll(`[${mark}]`)"
            ".forEach((one) => one.removeAttribute(mark))",
            MARK,
        )
        return found

    @staticmethod
    def _text(session: Any, node: int) -> str:
        there = session.send("DOM.resolveNode", {"nodeId": node})["object"]["objectId"]
        said = session.send(
            "Runtime.callFunctionOn",
            {
                "objectId": there,
                "functionDeclaration": "function () { return this.textContent || this.value }",
            },
        )
        return " ".join(str(said["result"]["value"]).split())[:60]
