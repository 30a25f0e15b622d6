"""Writing XLIFF 1.2: one file a translation, several in one ZIP."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.text import slugify
from wagtail_localize.models import Translation

from translations.pairs import Pair, pairs_of
from translations.xliff.inline import put, tags_of

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
PRODUCT = "ClusterPoliSEE"
#: What XML 1.0 cannot hold; no text of ours has it but by an old import.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STATES = {
    "missing": "needs-translation",
    "machine": "needs-review-translation",
    "error": "needs-review-translation",
    "done": "translated",
}


def unit_id(pair: Pair) -> str:
    """Return the identity of a segment: its place in the page, and what its source says.

    Rows of segments are made anew when a source changes; this name stays while both stay.
    """
    return f"{pair.segment.context.path_id.hex}-{pair.segment.string.data_hash.hex}"


def place_of(identity: str) -> str:
    """Return the part of a unit's id that names the place."""
    return identity.partition("-")[0]


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def file_name(translation: Translation) -> str:
    """Return the name of the file of a translation."""
    title = slugify(translation.source.object_repr)[:60] or "page"
    return f"{title}.{translation.target_locale.language_code}.xlf"


def document_of(translation: Translation) -> bytes:
    """Return a translation as an XLIFF file, in UTF-8.

    ``original`` names the translation, ``build-num`` the content that its source was cut from,
    ``extradata`` of a unit the text that it was exported with.
    """
    source = translation.source
    root = Element("xliff", {"version": "1.2", "xmlns": NAMESPACE})
    version = getattr(source, "kept_version", None)
    about = SubElement(
        root,
        "file",
        {
            "original": str(translation.uuid),
            "source-language": source.locale.language_code,
            "target-language": translation.target_locale.language_code,
            "datatype": "html",
            "product-name": PRODUCT,
            "build-num": version.fingerprint if version is not None else "",
        },
    )
    header = SubElement(about, "header")
    SubElement(header, "note").text = _clean(source.object_repr)
    body = SubElement(about, "body")
    for pair in pairs_of(translation):
        _unit(body, pair)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8") + b"\n"


def _unit(body: Element, pair: Pair) -> None:
    tags = tags_of(pair.source)
    unit = SubElement(
        body,
        "trans-unit",
        {
            "id": unit_id(pair),
            "resname": pair.segment.context.path,
            "xml:space": "preserve",
            "extradata": pair.token,
        },
    )
    unit.tail = "\n"
    put(SubElement(unit, "source"), _clean(pair.source), tags)
    target = SubElement(unit, "target", {"state": _STATES[pair.state]})
    put(target, _clean(pair.data), tags)
    for comment in pair.comments:
        if comment.resolved_at is None:
            note = SubElement(unit, "note", {"from": comment.user_name})
            note.text = _clean(comment.text)


def archive_of(translations: Iterable[Translation]) -> bytes:
    """Return several translations as one ZIP, each under a name of its own."""
    target = io.BytesIO()
    names: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for translation in translations:
            name = file_name(translation)
            if name in names:
                name = f"{translation.pk}-{name}"
            names.add(name)
            archive.writestr(name, document_of(translation))
    return target.getvalue()
