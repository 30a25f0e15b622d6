"""Whatever is asked, in whatever way: an answer or a clear message, never an error."""

from __future__ import annotations

from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from search.engines.base import FACETS
from tests.factories import World
from tests.search.support import publish

pytestmark = pytest.mark.django_db

UGLY = [
    *('"', "''", '"""', "(", ")", "(((", "[]", "{}", "*", "**", "^", "a^2", "+", "-", "--", "- -a"),
    *("OR", "AND", "NOT", "NEAR", "NEAR(a b, 5)", "a AND NOT b", "title_exact:a", "{title} : x"),
    *("a:b", "\\", "\\\\", "a~2", "[a TO b]", "/re.*/", "a && b || !c"),
    *("'; DROP TABLE search_searchtext; --", "\0", "a\0b", "😀", "\U0001f469\u200d\U0001f467"),
    *("\u202e", "\ufeff", "\u200b", "a" * 10_000, "a " * 5_000, '"' * 10_000, "(" * 10_000),
    *("-" * 10_000, "ß", "İ", "ﬁ", "é" * 500, "%s", "%", "%00", "{{ 1 }}", "<script>"),
    *("日本語", "العربية", "\ud800"),
]
WRONG = ["1e9", "-1", "NaN", "2026-13-45"]
PATHS = ["/en/search/", "/en/search/suggest/", "/en/search/export.csv", "/api/search/"]
TEXT = st.one_of(st.text(max_size=80), st.sampled_from(UGLY))
PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from(["q", *FACETS, "sort", "archived", "page", "lang", "size", "unheard of"]),
        st.one_of(TEXT, st.integers().map(str), st.sampled_from(WRONG)),
    ),
    max_size=8,
)
FINE = {200, 422, 429}


def address(path: str, parameters: list[tuple[str, str]]) -> str:
    """Return an address with parameters as raw bytes, surrogates and all."""
    pairs = [(name, value.encode("utf-8", "surrogatepass")) for name, value in parameters]
    return f"{path}?{urlencode(pairs)}"


@pytest.fixture
def some(world: World) -> None:
    publish(world, "Cluster a b", "a b c text title OR NOT", statements=["a b"])


@pytest.mark.parametrize("path", PATHS)
def test_ugly_questions_are_answered(some: None, client: Client, path: str) -> None:
    client.raise_request_exception = True
    for text in UGLY:
        response = client.get(address(path, [("q", text)]))
        assert response.status_code in FINE, text


@pytest.mark.parametrize("path", PATHS)
def test_bytes_that_are_no_text_are_answered(some: None, client: Client, path: str) -> None:
    for raw in (b"\xff\xfe", b"caf\xe9", b"\x80" * 50, bytes(range(1, 256))):
        assert client.get(f"{path}?q={quote_from_bytes(raw)}").status_code in FINE


@given(PARAMETERS, st.sampled_from(PATHS))
@hypothesis_settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_address_is_answered(
    some: None, client: Client, parameters: list[tuple[str, str]], path: str
) -> None:
    assert client.get(address(path, parameters)).status_code in FINE


def test_a_page_that_does_not_exist_is_explained(some: None, client: Client) -> None:
    page = client.get("/en/search/", {"q": "cluster", "page": "1000000000"}).content.decode()
    assert "That page does not exist" in page
    assert "Cluster a b" in page.replace("<mark>", "").replace("</mark>", "")


def test_unknown_values_are_named_and_ignored(some: None, client: Client) -> None:
    page = client.get("/en/search/", {"q": "cluster", "country": "XX", "year": "soon"})
    text = page.content.decode()
    assert "country: XX; year: soon" in text
    assert "1 hit" in text


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post("/en/search/", {"q": "x"}).status_code == 405
    assert client.post("/api/search/", {"q": "x"}).status_code == 405
