"""Forms of comments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.comments.acts import LONGEST


class CommentForm(forms.Form):
    """A comment at a passage."""

    anchor = forms.CharField(widget=forms.HiddenInput, max_length=200)
    offset = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    text = forms.CharField(
        label=_("Comment"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    quote = forms.CharField(
        label=_("The words you mean"),
        required=False,
        max_length=500,
        help_text=_("Copied from the passage; leave it empty when you mean all of it."),
    )


class ReplyForm(forms.Form):
    """An answer in a thread, or a comment that its author changes."""

    text = forms.CharField(
        label=_("Comment"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
