"""What readers find: a projection of what is published, and what was asked."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class SearchDocument(models.Model):
    """One thing a reader can find: a page, a recommendation in it, a passage of an attachment.

    Exists only while its page is public. Small columns only: a question reads one row for each
    document that it meets. The texts are in :class:`SearchText`.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="search_documents")
    kind = models.CharField(max_length=30)
    identity = models.UUIDField(
        help_text=_("The same for all language versions of what is found here")
    )
    language = models.CharField(max_length=10)
    topic = models.CharField(max_length=10, blank=True)
    countries = models.CharField(max_length=250, blank=True)
    level = models.CharField(max_length=20, blank=True)
    addressee = models.CharField(max_length=30, blank=True)
    instrument = models.CharField(max_length=30, blank=True)
    year = models.CharField(max_length=4, blank=True)
    working_group = models.CharField(max_length=10, blank=True)
    archived = models.BooleanField(default=False)
    day = models.PositiveIntegerField(
        default=0, help_text=_("Day of publication as an ordinal number; 0 if there is none")
    )
    expire_at = models.DateTimeField(null=True, blank=True)
    anchor = models.CharField(max_length=100, blank=True)
    file = models.BigIntegerField(null=True, blank=True)
    file_page = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=32, help_text=_("Changes with anything stored of it"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "kind", "identity"], name="search_document_once"
            )
        ]
        indexes = [models.Index(fields=["identity"], name="search_document_identity")]
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")

    def __str__(self) -> str:
        return f"{self.kind} {self.identity} ({self.language})"


class SearchText(models.Model):
    """The texts of a search document: as they are written, and what engines store of them.

    ``body`` has a passage on each line; ``body_exact``, ``body_terms`` and ``anchors`` have the
    same lines. ``…_exact``: one folded word a position. ``…_terms``: a bag of index terms.
    """

    document = models.OneToOneField(
        SearchDocument, primary_key=True, on_delete=models.CASCADE, related_name="text"
    )
    title = models.TextField()
    lead = models.TextField(blank=True)
    body = models.TextField(blank=True)
    anchors = models.TextField(blank=True)
    title_exact = models.TextField(blank=True)
    lead_exact = models.TextField(blank=True)
    body_exact = models.TextField(blank=True)
    title_terms = models.TextField(blank=True)
    lead_terms = models.TextField(blank=True)
    topic_terms = models.TextField(blank=True)
    body_terms = models.TextField(blank=True)

    class Meta:
        verbose_name = _("search text")
        verbose_name_plural = _("search texts")

    def __str__(self) -> str:
        return self.title[:80]


class SearchRun(models.Model):
    """How far a rebuild has come, so that it can go on after an interruption."""

    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_page = models.BigIntegerField(default=0, help_text=_("Pages up to this key are done"))
    pages = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("rebuild of the search")
        verbose_name_plural = _("rebuilds of the search")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class SearchCount(models.Model):
    """How often something was asked on a day. Nothing in it tells who asked."""

    day = models.DateField()
    language = models.CharField(max_length=10)
    words = models.CharField(
        max_length=100, blank=True, help_text=_("Folded words; none where they look personal")
    )
    facets = models.CharField(
        max_length=100, blank=True, help_text=_("Names of the filters used, without their values")
    )
    hits = models.PositiveIntegerField(default=0, help_text=_("Found when last asked"))
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "language", "words", "facets"], name="search_count_once"
            )
        ]
        verbose_name = _("count of searches")
        verbose_name_plural = _("counts of searches")

    def __str__(self) -> str:
        return f"{self.day} {self.language} {self.words}"


class Undelivered(models.Model):
    """A search document that came or went, and of which the search server does not know yet.

    The database itself writes these rows, in the transaction of the change; see the migration. It
    does so while there is an :class:`EngineState`.
    """

    document = models.BigIntegerField()
    marked_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("change to deliver")
        verbose_name_plural = _("changes to deliver")

    def __str__(self) -> str:
        return f"{self.pk}: {self.document}"


class EngineState(models.Model):
    """What the database knows of the search server: one row, made when a server is set up.

    :param position: of the last delivery that is visible there, see :mod:`search.delivery`; 0
        while there was none.
    :param attempted: the delivery that is on its way, or ``position``.
    :param building: name of the index that is being filled, or "".
    :param deliverer: who delivers, until when; ``builder`` likewise, see :mod:`search.leases`.
    """

    THE_ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ROW)
    position = models.BigIntegerField(default=0)
    attempted = models.BigIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    building = models.CharField(max_length=255, blank=True)
    deliverer = models.CharField(max_length=32, blank=True)
    deliverer_until = models.DateTimeField(null=True)
    builder = models.CharField(max_length=32, blank=True)
    builder_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="search_one_engine_state")
        ]
        verbose_name = _("state of the search server")
        verbose_name_plural = _("states of the search server")

    def __str__(self) -> str:
        return str(self.position)
