"""The expert's page. Opening it changes nothing; only a confirmed form does."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.documents import get_document_model

from cms.comments import posting
from cms.comments.acts import Writer
from cms.comments.models import Comment, Thread
from cms.comments.reading import Open, reading_context
from cms.experts import answers
from cms.experts.forms import AnswerForm
from cms.experts.models import Invitation
from cms.media import opened_for_guest
from cms.review.files import files_of
from cms.review.fingerprint import content_fingerprint

_Response = TypeVar("_Response", bound=HttpResponseBase)

#: More comments than this with one link are not a review.
MOST_COMMENTS = 200


def private(response: _Response) -> _Response:
    """Keep the page out of caches, indexes and the referrers of other sites."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _closed(request: HttpRequest, *, why: str = "", typed: str = "") -> HttpResponse:
    """Answer where a link leads nowhere (any more), alike for every reason a stranger may have.

    :param why: what the receiver of a real link may know.
    :param typed: what they typed in vain, so that it is not lost.
    """
    context = {"why": why, "typed": typed, "metadata": {"robots": "noindex, nofollow"}}
    status = 403 if why else 404
    return private(TemplateResponse(request, "experts/closed.html", context, status=status))


def _says(error: PermissionDenied | ValidationError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


# The link itself is the right, no cookie is: a forged form would need the link. And browsers send
# "Origin: null" from a page without referrer, which the CSRF check would refuse.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, page_id: int, token: str) -> HttpResponse:
    """Show the draft to the expert, take comments and the one answer; afterwards show that."""
    invitation = answers.find(page_id, token)
    if invitation is None:
        return _closed(request, typed=_typed(request))
    page = invitation.page.specific
    if invitation.answered_at is not None:
        return _answered(request, page, invitation)
    try:
        answers.check_open(page, invitation)
    except (PermissionDenied, ValidationError) as error:
        return _closed(request, why=_says(error), typed=_typed(request))
    if request.method != "POST":
        return _page(request, page, invitation, token)
    act = request.POST.get("act", "")
    if act in posting.GUEST_ACTS:
        return _comment(request, page, invitation, token, act)
    return _decide(request, page, invitation, token)


def _typed(request: HttpRequest) -> str:
    return request.POST.get("text", "")[:5000] if request.method == "POST" else ""


def _comment(
    request: HttpRequest, page: Any, invitation: Invitation, token: str, act: str
) -> HttpResponse:
    writer = Writer(
        name=invitation.name, guest=invitation.pk, invited_by=invitation.invited_by_name
    )
    if Comment.objects.filter(guest=invitation.pk).count() >= MOST_COMMENTS:
        why = _("You have written as many comments as one link allows.")
        return _closed(request, why=why, typed=_typed(request))
    try:
        written = posting.GUEST_ACTS[act](request, page, writer)
    except posting.RefusedError as refused:
        return _page(request, page, invitation, token, opened=refused.opened)
    fragment = written.comment.thread.element_id
    return private(HttpResponseRedirect(f"{request.path}#{fragment}"))


def _decide(request: HttpRequest, page: Any, invitation: Invitation, token: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, page, invitation, token, form=form)
    given = form.cleaned_data
    try:
        answers.answer(page, invitation, given["answer"], given["text"], given["seen"])
    except answers.ContentChanged:
        return _page(request, page, invitation, token, form=_asked_again(page, form), changed=True)
    except (PermissionDenied, ValidationError) as error:
        return _closed(request, why=_says(error), typed=_typed(request))
    return private(HttpResponseRedirect(request.path))


def _asked_again(page: Any, form: AnswerForm) -> AnswerForm:
    """Return the form with what was typed, for the new text and without the confirmation."""
    given = form.cleaned_data
    return AnswerForm(
        initial={"answer": given["answer"], "text": given["text"], "seen": _fingerprint(page)}
    )


def _fingerprint(page: Any) -> str:
    return content_fingerprint(page.get_latest_revision_as_object())


def _page(
    request: HttpRequest,
    page: Any,
    invitation: Invitation,
    token: str,
    *,
    form: AnswerForm | None = None,
    opened: Open | None = None,
    changed: bool = False,
) -> HttpResponse:
    context = reading_context(
        page,
        request,
        threads=Thread.objects.of(page).begun_by_guest(invitation.pk),
        is_own=lambda comment: comment.guest == invitation.pk,
        opened=opened or Open(at=request.GET.get("at", "")),
    )
    draft = context["draft"]
    for row in context["rows"]:
        row.html = opened_for_guest(_with_own_files(row.html, draft, page.pk, token))
    context |= {
        "staff": False,
        "action": request.path,
        "invitation": invitation,
        "form": form or AnswerForm(initial={"seen": content_fingerprint(draft)}),
        "changed": changed,
    }
    return private(TemplateResponse(request, "experts/reading.html", context))


def _answered(request: HttpRequest, page: Any, invitation: Invitation) -> HttpResponse:
    context = {
        "invitation": invitation,
        "title": page.title,
        "metadata": {"title": page.title, "robots": "noindex, nofollow"},
    }
    return private(TemplateResponse(request, "experts/answered.html", context))


def _documents_of(draft: Any) -> list[Any]:
    model = get_document_model()
    label = model._meta.label_lower
    keys = [key for found, key in files_of(draft) if found == label]
    return list(model.objects.filter(pk__in=keys)) if keys else []


def _with_own_files(html: SafeString, draft: Any, page_pk: int, token: str) -> SafeString:
    """Let annexes of the draft be opened with the link: their own addresses ask for an account."""
    if "/documents/" not in html:
        return html
    changed = str(html)
    for document in _documents_of(draft):
        own = reverse("experts_file", args=[page_pk, token, document.pk])
        changed = changed.replace(f'"{document.url}"', f'"{own}"')
    return mark_safe(changed)  # noqa: S308 - it was, and addresses of ours replace addresses


@require_safe
def file(request: HttpRequest, page_id: int, token: str, document_id: int) -> FileResponse:
    """Hand out an annex of the draft to the expert.

    :raises Http404: when the link is not open, or the draft does not use the file.
    """
    invitation = answers.find(page_id, token)
    if invitation is None or invitation.answered_at is not None:
        raise Http404
    page = invitation.page.specific
    try:
        answers.check_open(page, invitation)
    except (PermissionDenied, ValidationError) as error:
        raise Http404 from error
    documents = {item.pk: item for item in _documents_of(page.get_latest_revision_as_object())}
    if document_id not in documents:
        raise Http404
    document = documents[document_id]
    answer = FileResponse(document.file.open("rb"), as_attachment=True, filename=document.filename)
    answer["X-Content-Type-Options"] = "nosniff"
    return private(answer)
