"""Reading XLIFF that anybody may have sent: nothing in it is run, fetched or unfolded.

Document types, entities and references to elsewhere are refused before anything is made of them
(defusedxml). Every fault names the line.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXException, SAXParseException, handler

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.sax import make_parser  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from translations.xliff.exporting import NAMESPACE
from translations.xliff.inline import Node

#: Bounds of one file: elements inside each other, units, characters of one text.
DEEPEST, MOST_UNITS, LONGEST = 64, 100_000, 100_000


class BrokenFile(Exception):  # noqa: N818 says what the file is
    """A file cannot be read. ``line`` is where, 0 when that cannot be said; ``words`` is why."""

    def __init__(self, words: str, line: int = 0) -> None:
        super().__init__(words)
        self.words = words
        self.line = line


@dataclass
class Unit:
    """A ``<trans-unit>``: source and target as lists of text and :class:`inline.Node`."""

    identity: str
    token: str
    line: int
    source: list[Any] = field(default_factory=list)
    target: list[Any] = field(default_factory=list)


@dataclass
class File:
    """A ``<file>`` with its units."""

    original: str
    source_language: str
    target_language: str
    version: str
    line: int
    units: list[Unit] = field(default_factory=list)


class _Handler(handler.ContentHandler):
    """Keeps of a document what concerns us, and where it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[File] = []
        self._unit: Unit | None = None
        #: The lists that text goes to at present, the innermost last.
        self._into: list[list[Any]] = []
        self._path: list[str] = []
        self._characters = 0
        self._units = 0
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 the name that SAX gives it
        self._locator = locator

    @property
    def line(self) -> int:
        return int(self._locator.getLineNumber() or 0) if self._locator is not None else 0

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        uri, local = name
        if not self._path:
            self._check_root(uri, local, attrs)
        self._path.append(local if uri == NAMESPACE else f"?{local}")
        if len(self._path) > DEEPEST:
            raise BrokenFile(_("Elements are too deep inside each other."), self.line)

        def value(key: str) -> str:
            return str(attrs.get((None, key), ""))

        if self._into:
            node = Node(self._path[-1], value("id"), value("ctype"))
            self._into[-1].append(node)
            self._into.append(node.children)
        elif self._path[1:] == ["file"]:
            self.files.append(
                File(
                    value("original"),
                    value("source-language"),
                    value("target-language"),
                    value("build-num"),
                    self.line,
                )
            )
        elif self._path[-1] == "trans-unit" and self.files:
            self._begin(value)
        elif self._unit is not None and self._path[-2] == "trans-unit":
            if self._path[-1] == "source":
                self._into.append(self._unit.source)
            elif self._path[-1] == "target":
                self._into.append(self._unit.target)

    def _begin(self, value: Callable[[str], str]) -> None:
        self._units += 1
        if self._units > MOST_UNITS:
            raise BrokenFile(_("The file has more than %d segments.") % MOST_UNITS, self.line)
        self._unit = Unit(value("id"), value("extradata"), self.line)
        self._characters = 0
        self.files[-1].units.append(self._unit)

    def _check_root(self, uri: str | None, local: str, attrs: Any) -> None:
        if local != "xliff":
            raise BrokenFile(_("This is no XLIFF file: it begins with <%s>.") % local, self.line)
        version = str(attrs.get((None, "version"), ""))
        if uri != NAMESPACE or version != "1.2":
            raise BrokenFile(
                _("XLIFF 1.2 is needed; this file says “%s”.") % (version or "?")[:20], self.line
            )

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        local = self._path.pop()
        if self._into:
            self._into.pop()
        elif local == "trans-unit":
            self._unit = None

    def characters(self, content: str) -> None:
        if not self._into:
            return
        self._characters += len(content)
        if self._characters > LONGEST:
            raise BrokenFile(_("A segment has more than %d characters.") % LONGEST, self.line)
        self._into[-1].append(content)


def parse(data: bytes) -> list[File]:
    """Return the files of an XLIFF document.

    :raises BrokenFile: when it cannot be read, or must not be.
    """
    found = _Handler()
    parser = make_parser()
    parser.forbid_dtd = parser.forbid_entities = parser.forbid_external = True
    parser.setFeature(handler.feature_namespaces, True)
    parser.setContentHandler(found)
    try:
        parser.parse(io.BytesIO(data))
    except DefusedXmlException as error:
        raise BrokenFile(
            _("The file declares a document type or entities. Such files are not read."),
            found.line,
        ) from error
    except SAXParseException as error:
        raise BrokenFile(
            _("The file is broken: %s") % error.getMessage(), error.getLineNumber() or 0
        ) from error
    except (SAXException, ValueError, LookupError) as error:
        raise BrokenFile(_("The file is broken: %s") % error, found.line) from error
    if not found.files:
        raise BrokenFile(_("There is no <file> in this document."), 1)
    return found.files
