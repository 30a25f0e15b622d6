"""Every page of the demo is valid and leads nowhere wrong; feeds and sitemap are what they say."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from tests.browser.markup import Document, addresses_of, feed_problems, sitemap_problems
from tests.browser.public import PAGES

pytestmark = pytest.mark.browser

#: Addresses that are no pages for readers, or that this server does not answer.
LEFT_ALONE = ("/admin/", "/en/style-guide/")
#: What answers with another status on purpose.
ON_PURPOSE = {PAGES["404"]: 404, PAGES["410"]: 410}


@dataclass
class Answer:
    """What an address answered; ``document`` where it is HTML."""

    status: int
    kind: str
    text: str
    document: Document | None = None


Fetch = Callable[[str], Answer]


def fetch(url: str) -> Answer:
    """Ask the server, following redirects."""
    try:
        with urllib.request.urlopen(url, timeout=60) as response:  # noqa: S310 - loopback only
            status, headers, body = response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        status, headers, body = error.code, error.headers, error.read()
    kind = headers.get_content_type()
    is_text = kind.startswith("text/") or kind.endswith("xml")
    text = body.decode() if is_text else ""
    return Answer(status, kind, text, Document(text) if kind == "text/html" else None)


class Crawl:
    """Asks each address of a site once; pages named to it, then what they lead to."""

    def __init__(self, origin: str, fetch: Fetch = fetch) -> None:
        self.origin = origin
        self.fetch = fetch
        self.answers: dict[str, Answer] = {}
        self.found_on: dict[str, str] = {}

    def ask(self, urls: list[str]) -> None:
        """Ask all that has not been asked."""
        new = [url for url in dict.fromkeys(urls) if url not in self.answers]
        with ThreadPoolExecutor(4) as pool:
            self.answers.update(zip(new, pool.map(self.fetch, new), strict=True))

    def inner_links(self, url: str) -> Iterator[str]:
        """Yield the addresses within the site that a page leads to, fragments included."""
        document = self.answers[url].document
        for link in document.links() if document else ():
            target = urljoin(url, link)
            path = urlsplit(target).path
            if target.startswith(self.origin) and not path.startswith(LEFT_ALONE):
                yield target

    def follow(self) -> None:
        """Ask what the pages asked so far lead to."""
        for url in list(self.answers):
            for target in self.inner_links(url):
                self.found_on.setdefault(urldefrag(target).url, url)
        self.ask(list(self.found_on))

    def broken(self) -> list[str]:
        """Return links that lead to nothing, fragments included."""
        lines = []
        for url in list(self.answers):
            for target in self.inner_links(url):
                place, fragment = urldefrag(target)
                answer = self.answers.get(place)
                if answer is None:
                    continue
                if answer.status != 200 and urlsplit(place).path not in ON_PURPOSE:
                    lines.append(f"{url} leads to {target}: {answer.status}")
                elif answer.document and not answer.document.has_target(fragment):
                    lines.append(f"{url} leads to {target}, which has no such place")
        return sorted(set(lines))


@pytest.fixture(scope="module")
def crawl(demo_site: str) -> Crawl:
    """Everything in the sitemap and the pages of other states, with what they lead to."""
    crawl = Crawl(demo_site)
    pages = addresses_of(fetch(f"{demo_site}/sitemap.xml").text)
    others = [f"{demo_site}{path}" for path in PAGES.values() if path]
    crawl.ask([*pages, *(url for url in others if not url.endswith(LEFT_ALONE))])
    crawl.follow()
    return crawl


def test_there_is_something_to_examine(crawl: Crawl) -> None:
    assert len(crawl.answers) > 200
    kinds = {answer.kind for answer in crawl.answers.values()}
    assert {"text/html", "application/atom+xml", "text/css"} <= kinds


def test_every_page_is_valid(crawl: Crawl) -> None:
    problems = [
        f"{url}: {problem}"
        for url, answer in crawl.answers.items()
        if answer.document is not None
        for problem in answer.document.problems()
    ]
    assert problems == []


def test_no_link_is_broken(crawl: Crawl) -> None:
    assert crawl.broken() == []


#: Of these pages every language that has them not yet is asked.
NOT_YET = ("policy paper", "paper in Greek", "topic", "working group", "standard page")


def test_languages_that_have_a_page_not_yet_say_so(crawl: Crawl, demo_site: str) -> None:
    pages = [f"{demo_site}{PAGES[name]}" for name in NOT_YET]
    pages += [url for url in crawl.answers if url.endswith("/about/") and "/en/recomm" in url][:1]
    asked = 0
    for url in pages:
        document = crawl.answers[url].document
        assert document is not None
        for link in document.links(not_yet=True):
            answer = fetch(urljoin(url, link))
            assert answer.status == 404, link
            assert "not-yet-languages" in answer.text, link
            assert answer.document is not None
            assert answer.document.root.get("lang", "")[:2] == link[1:3]
            assert answer.document.problems() == []
            asked += 1
    assert asked > len(NOT_YET)


def test_what_answers_otherwise_does_so_on_purpose(crawl: Crawl, demo_site: str) -> None:
    found = {url: a.status for url, a in crawl.answers.items() if a.status != 200}
    assert found == {f"{demo_site}{path}": status for path, status in ON_PURPOSE.items()}


def test_feeds_are_valid(crawl: Crawl) -> None:
    feeds = {u: a for u, a in crawl.answers.items() if a.kind == "application/atom+xml"}
    assert len(feeds) > 10
    problems = [f"{url}: {line}" for url, a in feeds.items() for line in feed_problems(a.text)]
    assert problems == []


def test_sitemap_is_valid_and_complete(crawl: Crawl, demo_site: str) -> None:
    text = fetch(f"{demo_site}/sitemap.xml").text
    assert sitemap_problems(text) == []
    listed = set(addresses_of(text))
    for url in listed:
        document = crawl.answers[url].document
        assert document is not None
        canonical = [
            element.get("href")
            for element in document.root.iter("link")
            if element.get("rel") == "canonical"
        ]
        assert canonical == [url]


# --- The checks find what they are there for --------------------------------------------------

VALID = "<!doctype html><html lang=en><head><title>T</title></head><body><h1>H</h1>{}</body></html>"
MISTAKES = {
    "<p>A<b>b</p>": "Unexpected end tag",
    "<div id=a></div><div id=a></div>": "occurs 2 times",
    "<p aria-labelledby=gone>x</p>": "not there",
    "<a href=/x><button>x</button></a>": "button inside a",
    "<h1>Again</h1>": "not exactly one h1",
    "<img src=/x.png width=1 height=1>": "has no alt",
    "<table><p>x</p></table>": "Unexpected",
}


def test_a_valid_page_passes() -> None:
    assert Document(VALID.format("<p>Text</p>")).problems() == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found(mistake: str) -> None:
    assert MISTAKES[mistake] in " ".join(Document(VALID.format(mistake)).problems())


def test_broken_links_are_found() -> None:
    site = "http://site"
    pages = {
        f"{site}/": "<a href=/gone/>x</a><a href=/there/#nowhere>x</a><a href=/there/#a>x</a>",
        f"{site}/there/": '<p id="a">x</p><a href="http://elsewhere/">x</a>',
    }

    def answer(url: str) -> Answer:
        text = VALID.format(pages.get(url, ""))
        return Answer(200 if url in pages else 404, "text/html", text, Document(text))

    crawl = Crawl(site, answer)
    crawl.ask([f"{site}/"])
    crawl.follow()
    assert crawl.broken() == [
        f"{site}/ leads to {site}/gone/: 404",
        f"{site}/ leads to {site}/there/#nowhere, which has no such place",
    ]


def test_mistakes_in_feed_and_sitemap_are_found(demo_site: str) -> None:
    feed = fetch(f"{demo_site}/en/feeds/").text
    assert feed_problems(feed) == []
    without_time = feed.replace("<updated>", "<published>").replace("</updated>", "</published>")
    assert feed_problems(without_time)
    assert feed_problems(feed.replace('rel="self"', 'rel="other"')) == ["no link to itself"]
    sitemap = fetch(f"{demo_site}/sitemap.xml").text
    assert sitemap_problems(sitemap.replace(f"<loc>{demo_site}/bg/</loc>", "<loc>/bg/</loc>"))
    assert sitemap_problems(sitemap.replace('hreflang="bg"', 'hreflang="el"', 1))
