"""The words that mark parts of a document, in the project's twelve languages.

Serbian stands in both scripts. All are compared after ``fold``: lower case, no diacritics, so that
"Recomandari" typed without them is recognised too.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

_NUMBER = re.compile(r"^\s*(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[IVXivx]{1,5}|[A-Za-z])[.)]?\s+)")
_WORD = re.compile(r"[^\W\d_]+")


def fold(text: str) -> str:
    """Lower case without diacritics, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(entry) for entry in text.split(","))


#: Beginnings of the word "recommendation" in all its forms (German also as the end of a compound).
RECOMMENDATION = _folded(
    "recommendation,препорък,препорук,empfehlung,handlungsempfehlung,συστάσεις,συστάσεων,"
    "preporuk,ajánlás,raccomandazion,recomandar,odporúčan,priporočil,rekomandim"
)
ABSTRACT = _folded(
    "abstract,summary,executive summary,резюме,кратко резюме,анотация,абстракт,"
    "zusammenfassung,kurzfassung,περίληψη,σύνοψη,επιτελική σύνοψη,sažetak,összefoglaló,"
    "vezetői összefoglaló,összefoglalás,absztrakt,kivonat,sommario,riassunto,sintesi,rezumat,"
    "sinteză,rezumat executiv,abstrakt,zhrnutie,súhrn,povzetek,izvleček,përmbledhje,"
    "përmbledhje ekzekutive,сажетак,резиме,апстракт,rezime,apstrakt"
)
REFERENCES = _folded(
    "references,bibliography,literature,sources,литература,източници,библиография,literatur,"
    "quellen,literaturverzeichnis,βιβλιογραφία,αναφορές,πηγές,literatura,izvori,"
    "popis literature,irodalom,irodalomjegyzék,hivatkozások,források,bibliografia,riferimenti,"
    "riferimenti bibliografici,fonti,bibliografie,referințe,surse,literatúra,zdroje,"
    "použitá literatúra,viri,viri in literatura,literatura in viri,referencat,bibliografia,"
    "burimet,литература,извори,референце,reference"
)
AUTHOR = _folded(
    "author,authors,by,автор,автори,autor,autoren,autorin,autorinnen,verfasser,συγγραφέας,"
    "συγγραφείς,autori,autorica,szerző,szerzők,autore,autori,autrice,autoare,autorka,avtor,"
    "avtorji,avtorica,autorët,autorja,аутор,аутори"
)
DATE = _folded("date,дата,datum,ημερομηνία,dátum,data,датум")
#: What a line of a title page says when it names the kind of document.
KINDS = _folded(
    "concept paper,policy paper,policy brief,position paper,working paper,guideline,guidelines,"
    "final report,evaluation report,концептуален документ,konzeptpapier,έγγραφο στρατηγικής,"
    "konceptni dokument,koncepciótanulmány,documento di sintesi,document de politică,"
    "koncepčný dokument,konceptni dokument,dokument koncepti,концептни документ"
)
_CAPTION = re.compile(
    "(?:"
    + "|".join(
        _folded(
            "table,figure,fig.,chart,таблица,фигура,tabelle,abbildung,abb.,πίνακας,σχήμα,"
            "διάγραμμα,εικόνα,tablica,slika,táblázat,ábra,tabella,figura,tabel,tabelul,"
            "tabuľka,obrázok,graf,tabela,preglednica,табела,слика"
        )
    )
    + r")\s*\d+|\d+\.\s*(?:tablazat|abra)\b"
)
#: Beginnings of the names of the months, January first, in all languages.
_MONTHS = (
    "jan ian ιαν gen sij janar јан яну jana",
    "feb феб фев φεβ velj shku",
    "mar мар μαρ marz marc ozujk",
    "apr апр απρ avr prill trav",
    "may mai май мај μαι maj mag svib",
    "jun iun јун юни ιουν giu lip qersh",
    "jul iul јул юли ιουλ lug srp korrik",
    "aug авг αυγ ago kolov gush",
    "sep сеп σεπ set ruj shtat",
    "oct okt окт οκτ ott list tetor",
    "nov noi ное нов νοε stud nent",
    "dec dez dek дек δεκ dic pros dhjet",
)
_MONTH_OF = {
    fold(start): number
    for number, starts in enumerate(_MONTHS, start=1)
    for start in starts.split()
}


def without_number(text: str) -> str:
    """A heading without its number and its closing punctuation, folded."""
    return fold(_NUMBER.sub("", text)).strip(" .:–—-*")


def is_abstract(heading: str) -> bool:
    """Whether a heading marks the abstract."""
    return without_number(heading) in ABSTRACT


def is_references(heading: str) -> bool:
    """Whether a heading marks the list of references."""
    return without_number(heading) in REFERENCES


def is_recommendations(heading: str) -> bool:
    """Whether a heading says that what follows are recommendations.

    The word must begin or end the heading or stand in a short one ("Conclusions and
    recommendations", "Recommendations for national authorities").
    """
    words = _WORD.findall(without_number(heading))
    hits = [index for index, word in enumerate(words) if word.startswith(RECOMMENDATION)]
    hits += [i for i, word in enumerate(words) if "empfehlung" in word and i not in hits]
    return bool(hits) and (len(words) <= 5 or 0 in hits or len(words) - 1 in hits)


def is_caption(text: str) -> bool:
    """Whether a paragraph begins like a numbered caption ("Table 1", "Слика 2")."""
    return _CAPTION.match(fold(text)) is not None


def labelled(text: str, labels: tuple[str, ...]) -> str:
    """What follows ``label:`` at the beginning of a line, or an empty string."""
    label, colon, rest = text.partition(":")
    key = re.sub(r"\(.*?\)|/.*", "", fold(label)).strip()
    return rest.strip() if colon and key in labels else ""


def parse_date(text: str) -> dt.date | None:
    """A date as people write it: ISO, day first with dots or slashes, or with a month's name."""
    try:
        if match := re.search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", text):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match := re.search(r"\b(\d{1,2})[./]\s?(\d{1,2})[./]\s?(\d{4})\b", text):
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        if match := re.search(r"\b(\d{4})\.\s?(\d{1,2})\.\s?(\d{1,2})\b", text):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        return _date_in_words(text)
    except ValueError:
        return None


def _date_in_words(text: str) -> dt.date | None:
    folded = fold(text)
    year = re.search(r"\b(?:19|20)\d\d\b", folded)
    month = next((number for word in _WORD.findall(folded) if (number := _month(word))), 0)
    if not (year and month):
        return None
    rest = folded[: year.start()] + " " + folded[year.end() :]
    day = re.search(r"\b([12]?\d|3[01])\b", rest)
    return dt.date(int(year[0]), month, int(day[1]) if day else 1)


def _month(word: str) -> int:
    starts = [(len(start), number) for start, number in _MONTH_OF.items() if word.startswith(start)]
    return max(starts)[1] if starts else 0
