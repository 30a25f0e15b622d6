"""Forms of this room's pages in the editor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class GroupForm(WagtailAdminPageForm):
    """Counts the members in the form, so that the message stands beside what was typed."""

    def clean(self) -> dict[str, Any]:
        """Add an error when a role has more members than agreed."""
        from policies.models.structure import check_members

        data: dict[str, Any] = super().clean()
        formset = self.formsets.get("members")
        if formset is not None and formset.is_valid():
            kept = [
                form.instance
                for form in formset.forms
                if form.has_changed() or form.instance.pk
                if not formset._should_delete_form(form)
            ]
            try:
                check_members(kept)
            except ValidationError as error:
                self.add_error(None, error)
        return data


class QuestionForm(forms.Form):
    """What a reader types into a search field."""

    q = forms.CharField(max_length=200, required=False, label=_("Search"))
