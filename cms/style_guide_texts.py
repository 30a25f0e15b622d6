"""Sample texts of the style guide, in the scripts and languages that the platform must set well."""

from __future__ import annotations

from typing import Any, Final

from django.utils.safestring import mark_safe

SHORT: Final = "How firms, researchers and authorities of a region learn to work together."
SUMMARY: Final = (
    "Small enterprises seldom own a laboratory. The paper compares four ways of sharing one, "
    "what each costs a region, and who has to agree before the first sample is measured."
)
STATEMENT: Final = "Fund shared laboratories for five years, and publish every year who used them."
RATIONALE: Final = mark_safe(
    "<p>A laboratory that is funded for two years spends the second one looking for money. "
    "<b>Five years</b> let a team form and prices settle<a class='footnote-ref' "
    "role='doc-noteref' id='footnote-ref-2' href='#footnote-2'>2</a>.</p>"
    "<p>Publication of use shows whether small enterprises are reached at all.</p>"
)
EVIDENCE: Final = mark_safe(
    "<p>In the survey behind this example two thirds named access as the obstacle.</p>"
)
KEY_MESSAGES: Final = (
    "Support follows what members need, not what a programme happens to offer.",
    "A cluster that cooperates abroad within three years keeps its members longer.",
    "Results are measured every year, by the same few indicators, and published.",
)
RICH_TEXT: Final = mark_safe("""
<p>Clusters give small enterprises a <b>common voice</b>. They are <i>not</i> associations with a
new name: a cluster shares equipment, people and risks<a class="footnote-ref" role="doc-noteref"
id="footnote-ref-1" href="#footnote-1">1</a>, and answers for what it does with
<a href="#blocks">public money</a>. Read CO<sub>2</sub>, 20 m<sup>2</sup> and <code>NUTS 2</code>.
</p><ul><li>a first point, short</li><li>a second one with points below it
<ol><li>numbered</li><li>and again</li></ol></li><li>a third that runs over more than one line on a
phone, so that the hanging of its second line can be seen</li></ul>
<p>Numbers in running text line up: 1,234,567 in 2026 against 987,650 in 2025 (+25.0 %).</p>
""")
FOOTNOTE: Final = mark_safe(
    "A definition in use since the first programmes; see the <i>references</i>."
)
REFERENCE: Final = mark_safe(
    "European Commission (2016): <i>Smart Guide to Cluster Policy.</i> Brussels."
)
DEFINITIONS: Final = (
    (
        "Cluster",
        mark_safe("<p>Enterprises and institutions near one another that work in one field.</p>"),
    ),
    (
        "Cluster organisation",
        mark_safe("<p>The legal body that manages it and answers for its means.</p>"),
    ),
)
CONTENTS: Final[list[dict[str, Any]]] = [
    {
        "title": "Type and languages",
        "anchor": "languages",
        "children": [{"title": "Blocks of the body", "anchor": "blocks"}],
    },
    {"title": "Recommendations", "anchor": "recommendations"},
    {"title": "Notes and references", "anchor": "notes"},
]
TABLE: Final = {
    "data": [
        ["Level", "Instrument", "Budget, EUR"],
        ["European", "Call for joint projects", "1,200,000"],
        [None, "Exchange of managers", "85,000"],
        ["Regional", "Vouchers for laboratories", "410,000"],
    ],
    "first_row_is_table_header": True,
    "first_col_is_header": True,
    "mergeCells": [{"row": 1, "col": 0, "rowspan": 2, "colspan": 1}],
}
WIDE_TABLE: Final = {
    "data": [
        ["Country", *(str(year) for year in range(2017, 2027)), "Remark"],
        ["Bulgaria", *("12.4",) * 10, "Two programmes, the second one since 2021"],
        ["Slovenia", *("9.8",) * 10, "Strategic partnerships counted once"],
    ],
    "first_row_is_table_header": True,
    "first_col_is_header": True,
}

GERMAN_TITLE: Final = "Clusterorganisationsförderungsrichtlinien und Wettbewerbsfähigkeitsberichte"
GERMAN: Final = (
    "Die Wirtschaftsförderungsgesellschaften der Länder unterstützen "
    "Clusterinitiativen über Förderprogramme; Zusammenarbeit über die Grenze bleibt die Ausnahme."
)
GREEK_TITLE: Final = "Συνεργατικοί σχηματισμοί και διεθνής δικτύωση"
GREEK: Final = (
    "Οι συνεργατικοί σχηματισμοί δίνουν στις μικρές επιχειρήσεις κοινή φωνή απέναντι στις "
    "περιφερειακές και τις εθνικές αρχές· τα αποτελέσματα μετρώνται κάθε χρόνο."
)
BULGARIAN_TITLE: Final = "Финансиране на клъстерите в граничните райони"
BULGARIAN: Final = (
    "Клъстерите дават на малките предприятия общ глас пред регионалните и националните органи; "
    "подкрепата следва нуждите на членовете, а резултатите се измерват всяка година."
)
SERBIAN_TITLE: Final = "Кластери и паметна специјализација региона"
SERBIAN: Final = (
    "Кластери дају малим предузећима заједнички глас пред регионалним и националним властима; "
    "подршка прати потребе чланова, а резултати се мере сваке године. Предлог: бити ту, где год."
)
SERBIAN_LATIN_TITLE: Final = "Klasteri i pametna specijalizacija regiona"
SERBIAN_LATIN: Final = (
    "Klasteri daju malim preduzećima zajednički glas pred regionalnim i nacionalnim vlastima; "
    "podrška prati potrebe članova, a rezultati se mere svake godine."
)
ROMANIAN: Final = (
    "Clusterele oferă întreprinderilor mici o voce comună în fața autorităților; sprijinul "
    "urmează nevoile membrilor, iar rezultatele sunt măsurate în fiecare an."
)
ENGLISH: Final = (
    "Clusters give small enterprises a common voice towards regional and national authorities; "
    "support follows what members need, and results are measured every year."
)
PASSAGES: Final = (
    {"code": "en", "title": "Shared laboratories for small enterprises", "text": ENGLISH},
    {"code": "el", "title": GREEK_TITLE, "text": GREEK},
    {"code": "bg", "title": BULGARIAN_TITLE, "text": BULGARIAN},
    {"code": "sr", "title": SERBIAN_TITLE, "text": SERBIAN},
    {"code": "sr-latn", "title": SERBIAN_LATIN_TITLE, "text": SERBIAN_LATIN},
    {"code": "ro", "title": "Clusterele și specializarea inteligentă", "text": ROMANIAN},
    {"code": "de", "title": GERMAN_TITLE, "text": GERMAN},
)
