"""The search room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Keeps the search documents in step with what is published."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Connect the handlers; lend the termbase the language analysis."""
        from cms.due.jobs import register_job
        from search import doctor, signal_handlers, tasks
        from search.synonyms import termbase_words
        from translations.termbase.analysis import register_analyser

        signal_handlers.connect()
        doctor.register_all()
        register_job("search", _("Delivery to the search server"), tasks.run, order=950)
        register_analyser(termbase_words)
