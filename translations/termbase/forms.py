"""The form of a concept: everybody sees all of it and changes what is theirs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from translations.termbase.models import languages
from translations.termbase.permissions import is_administrator, languages_written
from translations.termbase.rules import faults_of, labels_in
from translations.termbase.tables import MOST_BYTES


def _name(code: str) -> str:
    return dict(languages()).get(code, code)


def _limited(form_class: Any, allowed: list[str]) -> Any:
    """Return a form of a label or definition that changes nothing in other languages.

    A disabled field takes no notice of what is sent for it.
    """

    class Limited(form_class):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.foreign = bool(self.instance.pk) and self.instance.language not in allowed
            if self.foreign:
                for field in self.fields.values():
                    field.disabled = True
            else:
                language = self.fields["language"]
                language.choices = [pair for pair in language.choices if pair[0] in ["", *allowed]]

        def clean(self) -> Any:
            data = super().clean()
            data = self.cleaned_data if data is None else data
            if self.foreign:
                data["DELETE"] = False
            return data

    return Limited


class ConceptForm(WagtailAdminModelForm):
    """Translators change labels and definitions of their language, administrators everything."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is None or is_administrator(self.for_user):
            return
        for field in self.fields.values():
            field.disabled = True
        allowed = languages_written(self.for_user)
        for formset in self.formsets.values():
            formset.form = _limited(formset.form, allowed)

    def is_valid(self) -> bool:
        """Hold what has to be true between the labels, once each of them is right."""
        if not super().is_valid():
            return False
        faults = faults_of(labels_in(self.formsets["labels"]))
        for language, words in faults.items():
            self.add_error(None, f"{_name(language)}: {words}")
        twice = self._definitions_twice()
        if twice:
            self.add_error(None, _("A language has one definition: %s") % ", ".join(twice))
        return not faults and not twice

    def _definitions_twice(self) -> list[str]:
        languages = [
            form.cleaned_data["language"]
            for form in self.formsets["definitions"].forms
            if form.cleaned_data.get("text") and not form.cleaned_data.get("DELETE")
        ]
        return [_name(code) for code in set(languages) if languages.count(code) > 1]


class TableForm(forms.Form):
    """A table to take in."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_("CSV in UTF-8, in the format of the download; at most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("Choose a table first."),
            "empty": _("This table is empty. There is nothing to take in."),
        },
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read.

        :raises ValidationError: with the limit.
        """
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("This table is larger than 20 MB. Split it up."))
        return upload
