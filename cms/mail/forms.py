"""The receiver's choice, in the account settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import NotificationPreferencesForm
from wagtail.users.models import UserProfile

from cms.mail.kinds import all_kinds
from cms.mail.models import DeliveryChoice


class DeliveryForm(forms.ModelForm):
    """For each kind of mail: at once, in the digest, or none where that is allowed."""

    class Meta:
        model = UserProfile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = DeliveryChoice.objects.filter(user=self.instance.user)
        self._stored = dict(rows.values_list("kind", "delivery"))
        for kind in all_kinds():
            self.fields[kind.key] = forms.ChoiceField(
                label=kind.label,
                choices=[(delivery.value, delivery.label) for delivery in kind.deliveries],
                initial=self._stored.get(kind.key, kind.default),
                widget=forms.Select,
            )

    def save(self, commit: bool = True) -> Any:
        """Store what differs from what was stored; what stays at its default needs no row."""
        for kind in all_kinds():
            chosen = self.cleaned_data[kind.key]
            if chosen != self._stored.get(kind.key, kind.default):
                DeliveryChoice.objects.update_or_create(
                    user=self.instance.user, kind=kind.key, defaults={"delivery": chosen}
                )
        return self.instance


class CommentMailForm(NotificationPreferencesForm):
    """What is left of Wagtail's own switches: those of its mails that ours replace are gone."""

    class Meta(NotificationPreferencesForm.Meta):
        labels = {"updated_comments_notifications": _("Comments in the editor")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name != "updated_comments_notifications":
                del self.fields[name]
