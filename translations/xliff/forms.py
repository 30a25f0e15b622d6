"""The form of an upload."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from translations.xliff.uploads import MOST_BYTES, SUFFIXES, too_large


class UploadForm(forms.Form):
    """An XLIFF file, or several in a ZIP."""

    file = forms.FileField(
        label=_("XLIFF file, or a ZIP of them"),
        help_text=_("XLIFF 1.2 that was downloaded here; at most 50 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join((*SUFFIXES, ".zip"))}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read.

        :raises ValidationError: with the limit.
        """
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(str(too_large()))
        return upload
