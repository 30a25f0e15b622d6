"""The admin pages of this room. What may be done is decided in ``editing`` and ``submission``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Locale, Page
from wagtail_localize.models import SourceDeletedError, StringSegment, Translation

from cms.review.approvals import check_four_eyes
from cms.review.exceptions import FourEyes, NotReviewed
from cms.review.objections import objections_to
from cms.review.sets import barred
from translations import editing, submission
from translations.access import translation_for
from translations.acts import ACTS, RefusedError
from translations.comparing import compare
from translations.groups import source_language
from translations.models import SegmentConflict
from translations.pairs import groups_of, pairs_of, progress_of
from translations.permissions import LANGUAGE_REVIEW, may_review, may_translate
from translations.sources import has_changed
from translations.states import standing_of


def closed(request: HttpRequest) -> HttpResponse:
    """Answer 403 in the place of what writes past the language review."""
    return TemplateResponse(request, "translations/closed.html", status=403)


@require_POST
def start(request: HttpRequest, page_id: int, code: str) -> HttpResponse:
    """Begin the translation of a page into a language, and open it.

    :raises PermissionDenied: for anybody but translators of the language.
    """
    if not may_translate(request.user, code):
        raise PermissionDenied
    page = get_object_or_404(Page, pk=page_id).specific
    locale = get_object_or_404(Locale, language_code=code)
    if page.locale.language_code != source_language() or page.depth < 2:
        raise Http404
    try:
        translation = editing.start(page, locale)
    except NotReviewed as refusal:
        messages.error(request, str(refusal))
        return redirect("translations_desk")
    return redirect("translations_editor", translation.pk)


def editor(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Show source and target side by side, and do what the form asks for.

    :raises PermissionDenied: see ``translation_for``.
    """
    translation = translation_for(request.user, translation_id)
    source, target = submission.both_of(translation)
    if source is None:
        return TemplateResponse(
            request,
            "translations/source_gone.html",
            {"translation": translation, "pairs": pairs_of(translation)},
            status=410,
        )
    refused: list[str] = []
    if request.method == "POST":
        name, _dash, key = request.POST.get("act", "save-all").partition("-")
        act = ACTS.get(name)
        if act is None:
            raise Http404
        try:
            act(request, translation, key)
        except RefusedError as refusal:
            refused = refusal.reasons
        except (FourEyes, NotReviewed) as refusal:
            refused = [str(refusal)]
        else:
            stays = key.isdecimal() and name in {"save", "confirm", "earlier"}
            place = f"#segment-{key}" if stays else ""
            return redirect(request.get_full_path() + place)
    return _editor_page(request, translation, (source, target), refused)


def _editor_page(
    request: HttpRequest, translation: Translation, pages: tuple[Any, Any], refused: list[str]
) -> HttpResponse:
    code = translation.target_locale.language_code
    source, target = pages
    waiting = target.current_workflow_state if target is not None else None
    state = submission.state_word(waiting)
    pairs = pairs_of(translation)
    standing = standing_of(translation)
    comparison = compare(pairs, standing, type(source))
    show = _shown(request, comparison)
    shown = [pair for pair in pairs if pair.differs] if show == "changed" else pairs
    reviews = state == "review" and may_review(request.user, code)
    progress = progress_of(pairs)
    context = {
        "translation": translation,
        "source": source,
        "source_language": source_language(),
        "target": target,
        "code": code,
        "language": dict(settings.LANGUAGES).get(code, code),
        "groups": list(groups_of(shown, type(source))),
        "progress": progress,
        "comparison": comparison,
        "standing": standing,
        "show": show,
        "hidden_done": progress.done - sum(pair.state == "done" for pair in shown),
        "review_behind": state == "review" and _review_is_behind(translation, waiting),
        "state": state,
        "writes": state != "review" and may_translate(request.user, code),
        "translates": may_translate(request.user, code),
        "comments_allowed": may_translate(request.user, code) or may_review(request.user, code),
        "reviews": reviews,
        # Asked for when something was refused only: opening the editor costs no question more.
        "objections": objections_to(target, LANGUAGE_REVIEW.key) if reviews and refused else [],
        "reason_not": _why_not(target, request.user) if reviews else "",
        "last_words": _last_words(waiting) if state == "sent_back" else "",
        "machine": state != "review" and editing.machine_is_there(translation),
        "source_changed": has_changed(translation, source),
        "warned": [pair for pair in pairs if pair.warnings],
        "refused": refused,
    }
    return TemplateResponse(
        request, "translations/editor.html", context, status=409 if refused else 200
    )


def _why_not(target: Any, user: Any) -> str:
    """Return why four eyes keep the user from approving, or "".

    One query, as the lists ask it; what it says is only looked for when there is something to say.
    """
    if not Page.objects.filter(barred(LANGUAGE_REVIEW, user), pk=target.pk).exists():
        return ""
    try:
        check_four_eyes(target, LANGUAGE_REVIEW.key, user)
    except FourEyes as refusal:
        return str(refusal)
    return ""


def _shown(request: HttpRequest, comparison: Any) -> str:
    """Return which segments to show: what changed, when there is an approved version, or all."""
    asked = request.GET.get("show", "")
    if asked == "all" or not comparison.is_narrower:
        return "all"
    return "changed"


def _review_is_behind(translation: Translation, waiting: Any) -> bool:
    """Say whether the source has changed since what is in review was submitted."""
    version = getattr(translation.source, "kept_version", None)
    started = waiting.current_task_state.started_at
    return version is not None and version.updated_at > started


def _last_words(waiting: Any) -> str:
    """Return the reviewer's comment with which the translation was sent back."""
    state = waiting.current_task_state
    return str(state.get_comment()) if state is not None else ""


@require_POST
def segment(request: HttpRequest, translation_id: int, segment_id: int) -> JsonResponse:
    """Save one segment as typed, for the script.

    Answers 409 with both texts when somebody else wrote meanwhile, 410 when the source changed
    and the segment is gone, 423 while the translation is in review.
    """
    translation = translation_for(request.user, translation_id)
    if not may_translate(request.user, translation.target_locale.language_code):
        raise PermissionDenied
    if submission.is_locked(submission.target_of(translation)):
        words = _("This translation is in review: take it back to write on.")
        return JsonResponse({"message": words}, status=423)
    try:
        saved = editing.save_segment(
            translation,
            segment_id,
            request.POST.get("text", ""),
            request.POST.get("token", ""),
            request.user,
        )
    except StringSegment.DoesNotExist:
        words = _("The source changed and this segment is gone. Copy your text before you go on.")
        return JsonResponse({"message": words}, status=410)
    pair = saved.pair
    answer = {
        "token": pair.token,
        "state": pair.state,
        "error": pair.error,
        "warnings": pair.warnings,
        "cleaned": saved.cleaned,
        "message": "",
    }
    if saved.conflict is not None:
        answer["message"] = conflict_words(pair)
        answer["theirs"] = pair.text
        return JsonResponse(answer, status=409)
    return JsonResponse(answer)


def conflict_words(pair: Any) -> str:
    """Say who wrote in the same segment."""
    other = pair.translation.last_translated_by if pair.translation is not None else None
    name = other.get_username() if other is not None else _("Somebody else")
    return _("%s wrote in this segment meanwhile. Both texts are kept: reload to choose.") % name


@require_GET
def state(request: HttpRequest, translation_id: int) -> JsonResponse:
    """Tell the script of every open conflict, so that both people learn of it."""
    translation = translation_for(request.user, translation_id)
    open_ones = SegmentConflict.objects.filter(translation=translation, settled_at=None)
    places = {(row.context_id, row.string_id): row.user_name for row in open_ones}
    found = StringSegment.objects.filter(
        source_id=translation.source_id, context_id__in=[place[0] for place in places]
    )
    conflicts = {
        row.pk: places[row.context_id, row.string_id]
        for row in found
        if (row.context_id, row.string_id) in places
    }
    return JsonResponse({"conflicts": conflicts})


@require_GET
def preview(request: HttpRequest, translation_id: int, side: str) -> HttpResponse:
    """Show the source or the translation as a page, with what is written so far.

    :raises Http404: for another side, or when the source is gone.
    """
    translation = translation_for(request.user, translation_id)
    try:
        if side == "source":
            page = translation.source.as_instance()
        elif side == "target":
            page = submission.preview_of(translation)
        else:
            raise Http404
    except SourceDeletedError as gone:
        raise Http404 from gone
    response: HttpResponse = page.make_preview_request(request, page.default_preview_mode)
    return response
