"""The folder of one import: the uploaded file, what was made of it, how far it is.

Kept outside the media folder (``DOCUMENTS_ROOT/imports/<key>``). The converter's process knows
this folder and no database.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from policies.importing.result import (
    ImportedComment,
    ImportedFootnote,
    ImportedImage,
    ImportedPublication,
    ImportedRecommendation,
    ImportedReference,
    Moved,
    Unplaced,
)

_LISTS: dict[str, type[Any]] = {
    "comments": ImportedComment,
    "footnotes": ImportedFootnote,
    "images": ImportedImage,
    "moved": Moved,
    "recommendations": ImportedRecommendation,
    "references": ImportedReference,
    "unplaced": Unplaced,
}


class ImportFolder:
    """Reads and writes the folder of one import."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, key: Any) -> ImportFolder:
        """Return the folder of the import with this key; it may not exist yet."""
        return cls(Path(settings.DOCUMENTS_ROOT) / "imports" / str(key))

    @property
    def source(self) -> Path:
        """The uploaded file."""
        return self.path / "source"

    @property
    def errors(self) -> Path:
        """What the converter's process said when it went wrong."""
        return self.path / "errors.txt"

    def receive(self, chunks: Any) -> None:
        """Store the uploaded file."""
        self.path.mkdir(parents=True, mode=0o750)
        with self.source.open("wb") as target:
            for chunk in chunks:
                target.write(chunk)

    def remove(self) -> None:
        """Remove the folder and all in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    def tell(self, fraction: float, sentence: str) -> None:
        """Say how far the conversion is."""
        self._write("progress.json", {"fraction": fraction, "sentence": sentence})

    def progress(self) -> dict[str, Any]:
        """Return ``fraction`` (0 to 1) and ``sentence``; an empty dict before the start."""
        return self._read("progress.json") or {}

    def refuse(self, code: str, message: str) -> None:
        """Record why nothing was made of the file."""
        self._write("refused.json", {"code": code, "message": message})

    def refusal(self) -> dict[str, str] | None:
        """Return ``code`` and ``message`` when the file was refused."""
        return self._read("refused.json")

    @property
    def is_converted(self) -> bool:
        """Whether there is a result to look at."""
        return (self.path / "result.json").exists()

    def store(self, result: ImportedPublication) -> None:
        """Store a result: images as files, all else as JSON."""
        data = dataclasses.asdict(dataclasses.replace(result, images=[]))
        data["date"] = result.date.isoformat() if result.date else None
        data["images"] = []
        for number, image in enumerate(result.images):
            (self.path / f"image-{number}").write_bytes(image.data)
            fields = ("key", "name", "alternative_text", "caption")
            data["images"].append({name: getattr(image, name) for name in fields})
        self._write("result.json", data)

    def load(self, *, with_images: bool = True) -> ImportedPublication:
        """Return the stored result, the same each time.

        :param with_images: whether the images' bytes are read, too.
        :raises FileNotFoundError: when there is none.
        """
        data = json.loads((self.path / "result.json").read_text(encoding="utf-8"))
        data["date"] = dt.date.fromisoformat(data["date"]) if data["date"] else None
        for number, image in enumerate(data["images"]):
            image["data"] = self.image(number) if with_images else b""
        for name, kind in _LISTS.items():
            data[name] = [kind(**entry) for entry in data[name]]
        return ImportedPublication(**data)

    def image(self, number: int) -> bytes:
        """Return the bytes of an image.

        :raises FileNotFoundError: when there is none with this number.
        """
        return (self.path / f"image-{number}").read_bytes()

    def _write(self, name: str, data: Any) -> None:
        # Written beside and put in place at once: a reader never sees half of it.
        beside = self.path / f".{name}"
        beside.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        os.replace(beside, self.path / name)

    def _read(self, name: str) -> Any:
        try:
            return json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
