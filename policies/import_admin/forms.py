"""Forms of the import: the upload, and what can be corrected before a draft is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import get_rich_text_editor_widget

from policies.cards import TYPES
from policies.enums import Addressee, Instrument, TimeFrame
from policies.importing.checks import KINDS, MAX_FILE, MAX_TEXT
from policies.importing.result import ImportedPublication, ImportedRecommendation
from policies.models import Recommendation, TopicPage
from policies.models.parts import RATIONALE_FEATURES

#: As many as can be corrected in the preview: eight fields each, and a form may have a thousand.
MOST_RECOMMENDATIONS = 100
_UNNAMED = [("", "—")]


def type_choices() -> list[tuple[str, str]]:
    """Return the types of publication by the names that addresses use."""
    return [(name, capfirst(str(model._meta.verbose_name))) for name, model in TYPES.items()]


class DocumentForm(forms.Form):
    """A document to import."""

    file = forms.FileField(
        label=_("Document"),
        help_text=_("Word (.docx), OpenDocument (.odt), Markdown (.md) or HTML; at most 50 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(KINDS)}),
        error_messages={
            "empty": _("This document is empty. There is nothing to import."),
            "required": _("Choose a document first."),
        },
    )

    def clean_file(self) -> Any:
        """Refuse what would be refused after the upload anyway, before it is kept.

        :raises ValidationError: for another type or too many bytes.
        """
        upload = self.cleaned_data["file"]
        kind = KINDS.get(Path(upload.name).suffix.lower())
        if kind is None:
            raise ValidationError(
                _(
                    "Only Word (.docx), OpenDocument (.odt), Markdown (.md) and HTML files can be "
                    "imported. Save the document as one of these."
                )
            )
        if upload.size > (MAX_FILE if kind in {"docx", "odt"} else MAX_TEXT):
            raise ValidationError(
                _(
                    "This file is too large to import (limit: 50 MB for Word and OpenDocument, "
                    "5 MB for text). Remove or shrink its pictures and upload it again."
                )
            )
        return upload


class UploadForm(DocumentForm):
    """A document that becomes a new draft."""

    type_name = forms.ChoiceField(label=_("Type of publication"), choices=type_choices)
    topic: forms.ModelChoiceField[TopicPage] = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=TopicPage.objects.none(),
        help_text=_("The working group of this topic reviews the publication."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["topic"])
        field.queryset = TopicPage.objects.filter(
            locale__language_code=settings.LANGUAGE_CODE, live=True
        ).order_by("number", "title")


class HeadForm(forms.Form):
    """Title and abstract of what is about to be made."""

    title = forms.CharField(
        label=_("Title"), max_length=255, error_messages={"required": _("Give it a title.")}
    )
    abstract = forms.CharField(
        label=_("Abstract"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What it says, for whom, in 60 to 100 words."),
    )


class RecommendationForm(forms.Form):
    """One recommendation of what is about to be made."""

    identifier = forms.UUIDField(widget=forms.HiddenInput)
    statement = forms.CharField(
        label=_("Statement"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence that says who should do what."),
    )
    addressee = forms.ChoiceField(
        label=_("Addressee"), required=False, choices=[*_UNNAMED, *Addressee.choices]
    )
    instrument = forms.ChoiceField(
        label=_("Instrument"), required=False, choices=[*_UNNAMED, *Instrument.choices]
    )
    time_frame = forms.ChoiceField(
        label=_("Time frame"), required=False, choices=[*_UNNAMED, *TimeFrame.choices]
    )
    rationale = forms.CharField(label=_("Rationale"), required=False)
    remove = forms.BooleanField(label=_("Do not import this recommendation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rationale"].widget = get_rich_text_editor_widget(features=RATIONALE_FEATURES)

    def clean(self) -> dict[str, Any]:
        """Ask for a statement, unless the recommendation is to be left out."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("remove") and not str(data.get("statement") or "").strip():
            self.add_error("statement", _("Write the statement, or leave the recommendation out."))
        return data


RecommendationFormSet = forms.formset_factory(
    RecommendationForm, extra=0, absolute_max=MOST_RECOMMENDATIONS, max_num=MOST_RECOMMENDATIONS
)


class CorrectionForms:
    """Everything that can be corrected in the preview, filled from an import."""

    def __init__(self, imported: ImportedPublication, data: Any = None) -> None:
        self.imported = imported
        self.head = HeadForm(
            data, initial={"title": imported.title[:255], "abstract": imported.abstract}
        )
        self.recommendations = RecommendationFormSet(
            data,
            prefix="recommendations",
            initial=[
                {
                    "identifier": entry.identifier,
                    "statement": entry.statement,
                    "rationale": entry.rationale,
                }
                for entry in imported.recommendations[:MOST_RECOMMENDATIONS]
            ],
        )

    @property
    def media(self) -> Any:
        """Scripts and styles of the widgets."""
        return self.head.media + self.recommendations.media

    def is_valid(self) -> bool:
        """Whether a draft can be made of it; asks all forms, so that all errors show at once."""
        valid = [self.head.is_valid(), self.recommendations.is_valid()]
        return all(valid)

    def corrected(self) -> tuple[ImportedPublication, list[Recommendation]]:
        """Return the import with the corrections, and the recommendations with their aspects.

        An imported recommendation knows no addressee: given beside it, as those that the page has
        already, ``create_draft`` keeps what they say.
        """
        imported = self.imported
        imported.title = self.head.cleaned_data["title"]
        imported.abstract = self.head.cleaned_data["abstract"]
        found = {entry.identifier for entry in imported.recommendations}
        kept: list[ImportedRecommendation] = []
        present: list[Recommendation] = []
        for form in self.recommendations:
            data = form.cleaned_data
            identifier = str(data["identifier"])
            if data["remove"] or identifier not in found:
                continue
            found.discard(identifier)
            kept.append(ImportedRecommendation(identifier, data["statement"], data["rationale"]))
            aspects = {name: data[name] for name in ("addressee", "instrument", "time_frame")}
            if any(aspects.values()):
                present.append(
                    Recommendation(
                        translation_key=data["identifier"], statement=data["statement"], **aspects
                    )
                )
        # What is too much for the preview is imported as it is.
        imported.recommendations = kept + imported.recommendations[MOST_RECOMMENDATIONS:]
        return imported, present
