"""Makes the corpus: each source as .docx and .odt, once by pandoc and once by LibreOffice.

Run by hand when a source changes: ``python tests/policies/importing/corpus/make.py``. LibreOffice
reads what pandoc wrote in the other format, so its files are its own work on the same content.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pypandoc
from PIL import Image

HERE = Path(__file__).parent
FILTERS = {"docx": "docx:MS Word 2007 XML", "odt": "odt:writer8"}


def main() -> None:
    """Write ``made/<source>.<maker>.<format>`` for every source."""
    office = shutil.which("soffice") or "soffice"
    made = HERE / "made"
    made.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for colour in ("red", "blue"):
            Image.new("RGB", (60, 40), colour).save(folder / f"{colour}.png")
        for source in sorted((HERE / "sources").glob("*.md")):
            for ending in ("docx", "odt"):
                target = folder / f"{source.stem}.{ending}"
                subprocess.run(
                    [pypandoc.get_pandoc_path(), str(source), "-o", str(target)],
                    check=True,
                    cwd=folder,
                )
                shutil.copy(target, made / f"{source.stem}.pandoc.{ending}")
        for reads, writes in (("odt", "docx"), ("docx", "odt")):
            sources = sorted(str(path) for path in folder.glob(f"*.{reads}"))
            output = folder / "office"
            subprocess.run(
                [
                    *(office, "--headless", f"-env:UserInstallation=file://{folder}/profile"),
                    *("--convert-to", FILTERS[writes], "--outdir", str(output), *sources),
                ],
                check=True,
                cwd=folder,
                capture_output=True,
            )
            for path in sorted(output.glob(f"*.{writes}")):
                shutil.copy(path, made / f"{path.stem}.libreoffice.{writes}")


if __name__ == "__main__":
    main()
