"""Forms of invitations and answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.experts.enums import Answer
from cms.experts.invitations import DAYS, MOST_DAYS


class InvitationForm(forms.Form):
    """Whom to invite, in which language, for how long."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("It stands in the history, with yours beside it."),
    )
    address = forms.EmailField(label=_("Mail address"))
    language = forms.ChoiceField(
        label=_("Language of the mail and of the page"),
        choices=settings.WAGTAIL_CONTENT_LANGUAGES,
    )
    days = forms.IntegerField(
        label=_("Days that the link stays open"), initial=DAYS, min_value=1, max_value=MOST_DAYS
    )
    note = forms.CharField(
        label=_("Your words to the expert"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """An expert's decision. It is given once."""

    answer = forms.ChoiceField(
        label=_("Your answer"), choices=Answer.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Your words to the authors"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Needed when you ask for changes. They stand in the history of the text."),
    )
    confirm = forms.BooleanField(
        label=_("I have read the text. This is my answer; I can give it once."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean(self) -> dict[str, Any] | None:
        """Ask for words where changes are asked for."""
        data = super().clean()
        if data and data.get("answer") == Answer.CHANGES and not data.get("text", "").strip():
            self.add_error("text", _("Say what should be changed."))
        return data
