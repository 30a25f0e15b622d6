"""Serbian in two scripts: letters, digraphs, pages, marked passages."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from django.test import Client

from translations.script import html_to_latin
from translations.serbian import to_cyrillic, to_latin

#: Sentences of our own are put together from these; each word is one that Serbian has.
WHO = """Министарство|Наш кластер|Свака радна група|Џон|Љубица|Њихова канцеларија|Одбор|Фонд
Регионална агенција|Мрежа предузећа|Привредна комора|Ужички институт|Ђорђе|Ћирилична азбука
Конјункција интереса|Инјекција капитала|Танјуг|Поджупан""".replace("\n", "|").split("|")
DOES = """подржава|предлаже|надживљава|уводи|објављује|поджеже|мења|оцењује|прихвата|љушти
надјачава|оджива|повезује|одбацује|тражи|шири|чува|инјектира|пореди|наджњева""".replace(
    "\n", "|"
).split("|")
WHAT = """заједничке програме|нове џепове знања|изградњу путева|сарадњу са универзитетима
прекогранична улагања|љубав према земљи|њиве и воћњаке|ђачке домове|ћилимарске радионице
политику развоја|осам препорука за 2026. годину|извештај о напретку|конјунктуру на тржишту
предложене мере|џиновске фабрике|средњорочни план|дужничке обавезе""".replace("\n", "|").split("|")
HOW = """брзо|без жаљења|у складу са законом|уз инјекцију новца|током целе године|ван Јужног округа
на ползу свих|пре истека рока|са пажњом|из Ниша и Љубљане|џабе|према плану""".replace(
    "\n", "|"
).split("|")


def sentences(wanted: int) -> list[str]:
    """Return sentences put together by a fixed rule, all different."""
    every = [
        f"{who} {does} {what} {how}."
        for who, does, what, how in itertools.product(WHO, DOES, WHAT, HOW)
    ]
    return random.Random(7).sample(every, wanted)  # noqa: S311 the same ones each time


def test_a_thousand_sentences_there_and_back() -> None:
    chosen = sentences(1000)
    assert len(set(chosen)) == 1000
    wrong = [s for s in chosen if to_cyrillic(to_latin(s)) != s]
    assert not wrong, wrong[:5]
    assert not [s for s in chosen if any("\u0400" <= c <= "\u04ff" for c in to_latin(s))]


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("инјекција", "injekcija"),
        ("Инјекција", "Injekcija"),
        ("ИНЈЕКЦИЈА", "INJEKCIJA"),
        ("надживети", "nadživeti"),
        ("конјункција", "konjunkcija"),
        ("џеп", "džep"),
        ("Џеп", "Džep"),
        ("ЏЕП", "DŽEP"),
        ("Његош", "Njegoš"),
        ("ЊЕГОШ", "NJEGOŠ"),
        ("КОЊ", "KONJ"),
        ("Љ", "Lj"),
        ("пажња", "pažnja"),
        ("Ђурђевдан", "Đurđevdan"),
        ("Танјуг", "Tanjug"),
    ],
)
def test_words_both_ways(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin
    assert to_cyrillic(latin) == cyrillic


def test_what_is_no_cyrillic_stays() -> None:
    text = "ClusterPoliSEE 2026 – https://example.org/a?b=1 e-mail"
    assert to_latin(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Политика</p>", "<p>Politika</p>"),
        ('<p lang="bg">Политика</p>', '<p lang="bg">Политика</p>'),
        ('<p lang="bg">Клъстер <b>да</b></p> и', '<p lang="bg">Клъстер <b>да</b></p> i'),
        ('<p lang="bg">А <i lang="sr">Њ</i></p>', '<p lang="bg">А <i lang="sr">Nj</i></p>'),
        ('<span lang="sr-Cyrl">Српски</span>', '<span lang="sr-Cyrl">Српски</span>'),
        ("<code>код</code> код", "<code>код</code> kod"),
        ('<span translate="no">Застава</span>', '<span translate="no">Застава</span>'),
        ('<b class="x notranslate">Ж</b>', '<b class="x notranslate">Ж</b>'),
        ('<a href="/sr/путања/">Пут</a>', '<a href="/sr/путања/">Put</a>'),
        ('<img alt="Слика" src="/медији/а.png">', '<img alt="Slika" src="/медији/а.png">'),
        ('<img alt="Њ" lang="bg">', '<img alt="Њ" lang="bg">'),
        ("<script>var a = 'Ж';</script>Ж", "<script>var a = 'Ж';</script>Ž"),
        ("<style>.ж{}</style>", "<style>.ж{}</style>"),
        ("<textarea>Ж</textarea>", "<textarea>Ж</textarea>"),
        ("<title>Наслов</title>", "<title>Naslov</title>"),
        ("<!-- Ж --><br>Ж", "<!-- Ж --><br>Ž"),
        ('<meta name="description" content="Опис">', '<meta name="description" content="Opis">'),
        ('<meta name="x" content="Опис">', '<meta name="x" content="Опис">'),
        ('<button aria-label="Затвори">×</button>', '<button aria-label="Zatvori">×</button>'),
        ('<a data-x="Ж > 1" title="Ж > 1">Ж</a>', '<a data-x="Ж > 1" title="Ž > 1">Ž</a>'),
        ("&#1046;&amp;Ж", "Ž&amp;Ž"),
        (
            '<script type="application/ld+json">{"name": "Њ"}</script>',
            '<script type="application/ld+json">{"name": "Nj"}</script>',
        ),
        ("<p>a < Ж</p>", "<p>a < Ž</p>"),
        ("<p translate='no'>Ж<p>Ж", "<p translate='no'>Ж<p>Ж"),
    ],
)
def test_pages_and_marked_passages(before: str, after: str) -> None:
    assert html_to_latin(before) == after


@pytest.mark.django_db
def test_over_http_the_page_is_latin_and_says_so(client: Client, serbian_paper: Any) -> None:
    address = serbian_paper.url
    assert address.startswith("/sr/")
    cyrillic = client.get(address).content.decode()
    latin = client.get(address.replace("/sr/", "/sr-latn/")).content.decode()
    assert '<html lang="sr-Cyrl"' in cyrillic
    assert '<html lang="sr-Latn"' in latin
    assert serbian_paper.title in cyrillic
    assert to_latin(serbian_paper.title) in latin
    assert serbian_paper.title not in latin
    assert 'lang="sr-Cyrl">Српски (ћирилица)' in latin
    assert "Оригинални цитат на български" in latin
    assert 'hreflang="sr-Cyrl"' in latin
    assert 'hreflang="sr-Latn"' in cyrillic
    assert serbian_paper.title in client.get(address).content.decode()
