"""The table that says how each language is analysed.

Each row was chosen by measurement: on the development half of the inflection tables, decided on the
half held out (`python -m tests.bench.analysis`). The rules in it are the language's grammar, not
the tables' words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Rules = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """How the dictionary of a language (simplemma's code) is completed when it is prepared.

    ``completion``: a form is added to a lemma's paradigm if at least this share of the lemmas with
    the same ending have it; 1 means nothing is added. Source dictionaries name one lemma a form
    (Slovene "dobi" is given to "doba" alone); this brings back the others ("dobiti").
    """

    completion: float


@dataclass(frozen=True, slots=True)
class Language:
    """How the index terms of a word are found.

    dictionary: simplemma's code.
    lemma_of_lemma: look a lemma up again (participle to verb, passive to active) unless it ends in
        one of ``chain_never``.
    analogy: share from which the ending of a *known* word brings in a further known lemma.
    plain_from: letters from which on a word without accents means every word that differs in
        accents only. More than 0 where people do type the accents and short words without them are
        other words (German "schon" and "schön").
    mixed_accents: a word with accents that is unknown may still have some missing.
    form_rules, lemma_rules: (ending, replacement); counts if the result is a known lemma.
    own_lemma: endings of words that are lemmas too where the dictionary gives another (the verbal
        noun "uređenje" of "urediti").
    prefixes: prefixes that make no other word (Slovak ne- before a verb) with the lemma's ending.
    """

    dictionary: str
    lemma_of_lemma: bool = False
    chain_never: tuple[str, ...] = ()
    analogy: float = 1.0
    plain_from: int = 0
    mixed_accents: bool = True
    form_rules: Rules = ()
    lemma_rules: Rules = ()
    own_lemma: tuple[str, ...] = ()
    prefixes: Rules = ()


def _rules(text: str) -> Rules:
    pairs = [pair.split(":") for pair in text.split()]
    return tuple((left, right) for left, right in pairs)


# Irregular past participles, by the end of the verb (so that "descritto" and "prescritto" come with
# "scritto"), as in any grammar of Italian.
_ITALIAN_PARTICIPLES = _rules(
    "scritto:scrivere dotto:durre detto:dire letto:leggere eletto:eleggere retto:rigere "
    "visto:vedere posto:porre sposto:spondere preso:prendere messo:mettere corso:correre "
    "perto:prire ferto:ffrire nato:nascere chiesto:chiedere masto:manere chiuso:chiudere "
    "cluso:cludere ciso:cidere viso:videre scusso:scutere volto:volgere solto:solvere "
    "tolto:togliere colto:cogliere vinto:vincere spinto:spingere giunto:giungere sunto:sumere "
    "stretto:stringere rotto:rompere tetto:teggere venuto:venire vissuto:vivere tratto:trarre "
    "presso:primere cesso:cedere mosso:muovere perso:perdere merso:mergere speso:spendere "
    "teso:tendere fuso:fondere scelto:scegliere pianto:piangere distinto:distinguere "
    "morto:morire fatto:fare"
)
# A feminine adjective that has become a noun ("politica") still belongs to its adjective.
_ITALIAN_ADJECTIVES = _rules("ica:ico aria:ario iva:ivo osa:oso ana:ano")

DICTIONARIES: Final[dict[str, Dictionary]] = {
    "bg": Dictionary(0.65),
    "de": Dictionary(0.65),
    "el": Dictionary(0.65),
    "en": Dictionary(0.65),
    "hbs": Dictionary(0.8),
    "hu": Dictionary(0.5),
    "it": Dictionary(1),
    "ro": Dictionary(0.5),
    "sk": Dictionary(0.65),
    "sl": Dictionary(0.65),
    "sq": Dictionary(0.65),
}

LANGUAGES: Final[dict[str, Language]] = {
    "bg": Language("bg"),
    "de": Language("de", plain_from=6),
    "el": Language("el", lemma_of_lemma=True, analogy=0.5),
    "en": Language("en"),
    # The infinitive before a future auxiliary has lost its i: "radit ću".
    "hr": Language("hbs", form_rules=(("t", "ti"),), own_lemma=("nje",)),
    # -ó, -ő make an agent ("adó", tax) that is no form of its verb ("ad", give).
    "hu": Language("hu", lemma_of_lemma=True, chain_never=("ó", "ő")),
    "it": Language(
        "it",
        lemma_of_lemma=True,
        plain_from=6,
        mixed_accents=False,
        lemma_rules=_ITALIAN_PARTICIPLES + _ITALIAN_ADJECTIVES,
    ),
    "ro": Language("ro"),
    "sk": Language("sk", prefixes=(("ne", "ť"),)),
    "sl": Language("sl"),
    "sq": Language("sq", lemma_of_lemma=True, analogy=0.5),
    "sr": Language("hbs", form_rules=(("t", "ti"),), own_lemma=("nje",)),
}
