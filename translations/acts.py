"""What the editor's form can ask for, one function for each value of its ``act`` buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail_localize.models import StringSegment, Translation

from translations import editing, following, submission
from translations.comparing import earlier_text
from translations.models import SegmentConflict, SourceVersion
from translations.pairs import pair_of, pairs_of
from translations.permissions import may_review, may_translate
from translations.states import standing_of

Act = Callable[[Any, Translation, str], None]


class RefusedError(Exception):
    """The form asked for something that cannot be done; ``reasons`` are for the person."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def _require_writer(request: Any, translation: Translation) -> None:
    if not may_translate(request.user, translation.target_locale.language_code):
        raise PermissionDenied
    if submission.is_locked(submission.target_of(translation)):
        raise RefusedError([_("This translation is in review: take it back to write on.")])


def save(request: Any, translation: Translation, key: str) -> None:
    """Save every text of the form that was changed; one button or another, nothing is lost."""
    _require_writer(request, translation)
    changed = 0
    refused = []
    for name, text in request.POST.items():
        kind, _dash, rest = name.partition("-")
        segment, _dash, token = rest.partition("-")
        if kind != "text" or not segment.isdecimal():
            continue
        try:
            saved = editing.save_segment(translation, int(segment), text, token, request.user)
        except StringSegment.DoesNotExist:
            if text.strip():
                refused.append(
                    _("The source changed, a segment is gone. Your text was: %s") % text[:2000]
                )
            continue
        changed += saved.changed
        if saved.conflict is not None:
            refused.append(
                _("Somebody else wrote in “%s” meanwhile. Both texts are kept: choose one below.")
                % saved.pair.source[:80]
            )
        if saved.cleaned:
            messages.warning(request, _("Invisible characters were taken out of a text."))
    if changed:
        words = ngettext("%d segment saved.", "%d segments saved.", changed) % changed
        messages.success(request, words)
    if refused:
        raise RefusedError(refused)


def confirm(request: Any, translation: Translation, key: str) -> None:
    """Confirm what a machine wrote, after saving what was typed elsewhere."""
    save(request, translation, "all")
    if not key.isdecimal():
        return
    try:
        editing.confirm(translation, int(key), request.user)
    except StringSegment.DoesNotExist as gone:
        raise RefusedError([_("The source changed, this segment is gone.")]) from gone


def machine(request: Any, translation: Translation, key: str) -> None:
    """Fill what is empty by machine."""
    save(request, translation, "all")
    filled = editing.fill_by_machine(translation)
    words = ngettext("%d segment filled by machine.", "%d segments filled by machine.", filled)
    messages.success(request, words % filled)


def comment(request: Any, translation: Translation, key: str) -> None:
    """Add a comment to a segment."""
    user, code = request.user, translation.target_locale.language_code
    if not (may_translate(user, code) or may_review(user, code)) or not key.isdecimal():
        raise PermissionDenied
    _save_if_open(request, translation)
    try:
        editing.comment(translation, int(key), request.POST.get(f"comment-{key}", ""), user)
    except StringSegment.DoesNotExist as gone:
        raise RefusedError([_("The source changed, this segment is gone.")]) from gone


def resolve(request: Any, translation: Translation, key: str) -> None:
    """Mark a comment as dealt with."""
    user, code = request.user, translation.target_locale.language_code
    if not (may_translate(user, code) or may_review(user, code)) or not key.isdecimal():
        raise PermissionDenied
    _save_if_open(request, translation)
    editing.resolve(translation, int(key))


def _save_if_open(request: Any, translation: Translation) -> None:
    """Save what a translator typed before pressing another button."""
    writes = may_translate(request.user, translation.target_locale.language_code)
    if writes and not submission.is_locked(submission.target_of(translation)):
        save(request, translation, "all")


def use(request: Any, translation: Translation, key: str) -> None:
    """Take the text that was kept aside."""
    _settle(request, translation, key, use_it=True)


def dismiss(request: Any, translation: Translation, key: str) -> None:
    """Leave the text that stands."""
    _settle(request, translation, key, use_it=False)


def _settle(request: Any, translation: Translation, key: str, *, use_it: bool) -> None:
    save(request, translation, "all")
    if not key.isdecimal():
        raise PermissionDenied
    try:
        editing.settle(translation, int(key), request.user, use=use_it)
    except SegmentConflict.DoesNotExist as gone:
        raise RefusedError([_("Somebody settled this already.")]) from gone


def earlier(request: Any, translation: Translation, key: str) -> None:
    """Begin a segment with the approved translation of what its source said before."""
    save(request, translation, "all")
    if not key.isdecimal():
        raise PermissionDenied
    try:
        pair = pair_of(translation, int(key))
    except StringSegment.DoesNotExist as gone:
        raise RefusedError([_("The source changed, this segment is gone.")]) from gone
    model = translation.source.specific_content_type.model_class()
    text = earlier_text(standing_of(translation), model, pair)
    if text and not pair.data:
        editing.save_segment(translation, pair.pk, text, pair.token, request.user)


def update(request: Any, translation: Translation, key: str) -> None:
    """Take over the source as it is public now; what did not change keeps its translation."""
    save(request, translation, "all")
    source = submission.source_of(translation)
    following.follow_source(source)
    version = SourceVersion.objects.filter(source_id=translation.source_id).first()
    if version is None or version.trouble:
        raise RefusedError([_("The segments cannot follow the source: tell an administrator.")])
    messages.success(request, _("The segments follow the public source now."))


def submit(request: Any, translation: Translation, key: str) -> None:
    """Save, then send to language review; with warnings only when they were looked at."""
    save(request, translation, "all")
    pairs = pairs_of(translation)
    if any(pair.conflicts for pair in pairs):
        raise RefusedError([_("Two texts meet in one segment: choose one first.")])
    try:
        reasons = submission.reasons_against(pairs)
        if not reasons and any(p.warnings for p in pairs) and "warnings_seen" not in request.POST:
            raise RefusedError([_("Look at the warnings, then say that you have.")])
        submission.submit(translation, request.user)
    except submission.NotReadyError as refusal:
        raise RefusedError(refusal.reasons) from refusal
    messages.success(request, _("Sent to language review."))


def back(request: Any, translation: Translation, key: str) -> None:
    """Take the submission back."""
    submission.take_back(translation, request.user)
    messages.success(request, _("Taken back from review."))


def approve(request: Any, translation: Translation, key: str) -> None:
    """Approve, which publishes the language."""
    words = request.POST.get("words", "")
    despite = key == "despite"
    page = submission.judge(translation, request.user, approve=True, words=words, despite=despite)
    messages.success(
        request, _("Approved and public.") if page.live else _("Approved; public on its date.")
    )


def send_back(request: Any, translation: Translation, key: str) -> None:
    """Send back with a comment."""
    words = request.POST.get("words", "")
    submission.judge(translation, request.user, approve=False, words=words)
    messages.success(request, _("Sent back to the translators."))


ACTS: dict[str, Act] = {
    "save": save,
    "confirm": confirm,
    "machine": machine,
    "comment": comment,
    "resolve": resolve,
    "use": use,
    "dismiss": dismiss,
    "earlier": earlier,
    "update": update,
    "submit": submit,
    "back": back,
    "approve": approve,
    "sendback": send_back,
}

__all__ = ["ACTS", "RefusedError"]
