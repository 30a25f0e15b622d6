"""Settings shared by development, tests and production; alphabetical inside each section."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

from cms import env

PROJECT_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("DATA_DIR", str(PROJECT_DIR / "var")))

# --- Applications ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "home",
    "search",
    "translations",
    "translations.memory",
    "translations.termbase",
    "policies",
    "cms.comments",
    "cms.desk",
    "cms.due",
    "cms.experts",
    "cms.mail",
    "cms.review",
    "cms",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "modelsearch",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_countries",
    "django_tasks",
    "django_tasks_db",
    "django_filters",
    "treebeard",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # Outside of everything that writes HTML: /sr-latn/ turns the finished page.
    "translations.middleware.SerbianScriptMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Outside of everything that looks an address up.
    "cms.addresses.NoNullCharacterMiddleware",
    # Says why the publish gate refused, where Wagtail would only say "no permission".
    "cms.review.middleware.RefusalMessageMiddleware",
    # Outside of the redirects, which know better where a moved page is.
    "translations.middleware.NotYetTranslatedMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context_processors.site_chrome",
            ],
        },
    },
]

# --- Accounts -------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_USER_MODEL = "cms.User"

# --- Database -------------------------------------------------------------------------------

# The editor sends a field for each child and block: a long paper has some two thousand of them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(url: str, **options: Any) -> dict[str, Any]:
    """Return the settings of the database at ``url``; options as ``dj_database_url`` takes them."""
    parsed: dict[str, Any] = {**dj_database_url.parse(url, **options)}
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        # Writers wait for each other instead of failing; readers never wait, and read from memory
        # that all processes share.
        parsed["OPTIONS"] = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456;",
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
        }
    if parsed["ENGINE"] == "django.db.backends.postgresql":
        # What is asked is in memory: measured, the index of the search is then used for frequent
        # words too, in a third of the time; compiling statements takes longer than they do.
        options = {"options": "-c random_page_cost=1.1 -c jit=off"}
        parsed["OPTIONS"] = {**options, **parsed.get("OPTIONS", {})}
    return parsed


# --- What is kept in memory ------------------------------------------------------------------

_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _MEMORY},
    # Parts of pages that nearly all pages share; apart, so that they push nothing else out.
    "template_fragments": {
        "BACKEND": _MEMORY,
        "LOCATION": "template-fragments",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

# --- Files ----------------------------------------------------------------------------------

# Annexes lie outside MEDIA_ROOT: only the serve view, which asks the gate, hands them out.
DOCUMENTS_ROOT = DATA_DIR / "documents"
FILE_UPLOAD_PERMISSIONS = 0o640
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = PROJECT_DIR / "static-collected"
STATIC_URL = "/static/"

# --- Languages ------------------------------------------------------------------------------

FORMAT_MODULE_PATH = "cms.formats"
LANGUAGE_CODE = "en"
# The languages that content is written in: English is the source, the others the partner languages.
WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("bg", "Български"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("it", "Italiano"),
    ("ro", "Română"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sq", "Shqip"),
    ("sr", "Српски"),
]
# Serbian is stored once, in Cyrillic; /sr-latn/ is a second way to read it, not a content language.
LANGUAGES = [*WAGTAIL_CONTENT_LANGUAGES, ("sr-latn", "Srpski")]
# The second: names of countries in the language that django-countries has not.
LOCALE_PATHS = [PROJECT_DIR / "locale", PROJECT_DIR / "cms" / "countries"]
TIME_ZONE = "Europe/Brussels"
USE_I18N = True
USE_TZ = True

# --- Mail -----------------------------------------------------------------------------------

# Hour of the day, in TIME_ZONE, from which run_due sends the daily digests.
MAIL_DIGEST_HOUR = 7

# --- Logging --------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Each attempt at a server that is away would be a traceback; who asked says it in a line.
    "loggers": {"elastic_transport": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# --- Review ---------------------------------------------------------------------------------

# Free in every country of the partnership (month-day); what is free in some of them counts as work.
REVIEW_FREE_DAYS = ["01-01", "05-01"]
# Working days after which somebody who took a step and did not pass it has it no longer.
REVIEW_TAKEN_DAYS = 3
# Working days that each step has, by its key.
REVIEW_WORKING_DAYS = {"default": 5, "language_review": 10, "working_group": 10}

# --- Tasks ----------------------------------------------------------------------------------

_IMMEDIATE = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
# Wagtail's own tasks stay where they are done at once; only the search has a worker in production.
TASKS = {"default": _IMMEDIATE, "search": _IMMEDIATE}

# --- Wagtail --------------------------------------------------------------------------------

TAGGIT_CASE_INSENSITIVE = True
# A document's address must not depend on its file name, which is a reader's business to choose.
WAGTAILADMIN_BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000")
# Comments are our own (cms/comments): Wagtail's have no place for a guest and hang on the editor.
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = WAGTAIL_CONTENT_LANGUAGES
WAGTAILDOCS_DOCUMENT_MODEL = "cms.PlatformDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "md", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_MODEL = "cms.PlatformImage"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# What follows the last approval: our publish gate decides, not the approver's publish permission.
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.review.finish.publish_approved"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_SITE_NAME = "ClusterPoliSEE"
# A changed text begins at the first step again.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# No "pretty" gravatars: nothing is asked from outside at run time.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# What translators wrote outlives the source it was written for.
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
WAGTAILLOCALIZE_ENABLE_FALLBACK_IN_TRANSLATION_VIEW = False

# --- Countries ------------------------------------------------------------------------------

COUNTRIES_FIRST = ["AL", "AT", "BG", "HR", "GR", "HU", "IT", "RO", "RS", "SK", "SI"]
COUNTRIES_FIRST_BREAK = "—"

# --- Search server --------------------------------------------------------------------------

SEARCH_API_KEY = env.text("SEARCH_API_KEY")
SEARCH_CA_CERT = env.existing_file("SEARCH_CA_CERT")
SEARCH_INDEX = env.text("SEARCH_INDEX", "clusterpolisee")
SEARCH_REPLICAS = env.number("SEARCH_REPLICAS", 0)
SEARCH_SHARDS = env.number("SEARCH_SHARDS", 1)
SEARCH_TIMEOUT_MS = env.number("SEARCH_TIMEOUT_MS", 1500)
# Without it the database's own engine answers alone.
SEARCH_URL = env.servers("SEARCH_URL")

# --- Search in the admin --------------------------------------------------------------------


def admin_search_backends(engine: str) -> dict[str, dict[str, str]]:
    """Return Wagtail's search backend: its ranking on SQLite asks once for each hit, ours once."""
    sqlite = engine == "django.db.backends.sqlite3"
    backend = "search.admin_backend" if sqlite else "modelsearch.backends.database"
    return {"default": {"BACKEND": backend}}
