"""Images of a source: found, checked, and brought into a form that the site accepts."""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from .ast import ImageReference
from .result import ImportedImage, ImportedPublication, Unplaced

#: Formats kept as they are, with their extension, and formats turned into PNG.
KEPT = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
CONVERTED = ("BMP", "TIFF")
#: Width times height; a page scanned at 600 dpi has 35 million.
MAX_PIXELS = 60_000_000
MAX_IMAGES = 400

_DATA_URI = re.compile(r"data:([\w/+.-]*)((?:;[\w=.-]+)*?)(;base64)?,(.*)", re.DOTALL)


class ImageStore:
    """Gives each image of the source a key; what cannot be used is listed in the result."""

    def __init__(
        self,
        result: ImportedPublication,
        media: Callable[[str], bytes | None],
        alternative_texts: dict[str, str],
    ) -> None:
        self._result = result
        self._media = media
        self._alternative_texts = alternative_texts
        self._by_target: dict[str, ImportedImage | None] = {}

    def get(self, reference: ImageReference, caption: str = "") -> ImportedImage | None:
        """The stored image of a reference, or ``None`` when it has been listed as unplaced."""
        target = reference.target
        if target not in self._by_target:
            self._by_target[target] = self._load(reference, caption)
        elif self._by_target[target] is None:
            # Shown again with other words, it is listed again.
            self._load(reference, caption)
        return self._by_target[target]

    def alternative_text(self, reference: ImageReference) -> str:
        """The alternative text that the source gives."""
        return (
            reference.alternative_text
            or self._alternative_texts.get(reference.target, "")
            or reference.title
        ).strip()

    def _load(self, reference: ImageReference, caption: str) -> ImportedImage | None:
        target = reference.target
        alternative = self.alternative_text(reference)
        inline = target.lower().startswith("data:")
        name = _("image inside the page") if inline else unquote(target)[:200]
        label = " ".join(part for part in (alternative, f"({name})") if part)
        data = _from_data_uri(target) if inline else self._media(target)
        if data is None:
            kind = "linked image" if not inline else "broken image"
            self._result.unplaced.append(Unplaced(kind, label))
            return None
        if len(self._result.images) >= MAX_IMAGES:
            self._result.unplaced.append(Unplaced("image", label))
            return None
        checked = check_image(data)
        if checked is None:
            self._result.unplaced.append(Unplaced("broken image", label))
            return None
        data, extension = checked
        number = len(self._result.images) + 1
        stem = "" if inline else re.sub(r"[^\w-]+", "-", PurePosixPath(name).stem).strip("-")
        image = ImportedImage(
            key=f"image-{number}",
            name=f"{stem[:60] or f'image-{number}'}.{extension}",
            data=data,
            alternative_text=alternative,
            caption=caption,
        )
        if not alternative:
            self._result.warnings.append(
                _("Image %(number)d has no alternative text.") % {"number": number}
            )
        self._result.images.append(image)
        return image


def check_image(data: bytes) -> tuple[bytes, str] | None:
    """Bytes and extension of a usable image, or ``None`` when it is broken, huge or unknown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[*KEPT, *CONVERTED]) as image:
                form = image.format or ""
                if image.width * image.height > MAX_PIXELS:
                    return None
                if form in KEPT:
                    image.verify()
                    return data, KEPT[form]
                target = io.BytesIO()
                image.convert("RGBA" if "A" in image.getbands() else "RGB").save(target, "PNG")
                return target.getvalue(), "png"
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        MemoryError,
        IndexError,
        TypeError,
        OverflowError,
    ):
        return None


def _from_data_uri(uri: str) -> bytes | None:
    match = _DATA_URI.fullmatch(uri)
    if match is None:
        return None
    if not match[3]:
        return unquote_to_bytes(match[4])
    try:
        return base64.b64decode(re.sub(r"\s", "", unquote(match[4])), validate=True)
    except (binascii.Error, ValueError):
        return None
