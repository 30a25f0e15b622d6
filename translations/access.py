"""Opening a translation: is it there, is its language in use, may this person see it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from translations.groups import partner_languages
from translations.permissions import may_see


def translation_for(user: Any, translation_id: int) -> Translation:
    """Return the translation, when the user may see it.

    :raises Http404: when it is not there, or its language is no language of the platform any more.
    :raises PermissionDenied: when the user has nothing to do with its language.
    """
    translation = get_object_or_404(
        Translation.objects.select_related(
            "source__locale",
            "source__kept_version",
            "source__specific_content_type",
            "standing",
            "target_locale",
        ),
        pk=translation_id,
    )
    code = translation.target_locale.language_code
    if code not in partner_languages():
        raise Http404(_("This language is not in use any more. What was written in it is kept."))
    if not may_see(user, code):
        raise PermissionDenied
    return translation
