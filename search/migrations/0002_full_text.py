"""The full-text index of SQLite over the search texts, kept in step by triggers.

Triggers, because then every way a row changes (a cascade, a bulk insert) changes the index in the
same transaction. Does nothing on other databases.
"""

from django.db import migrations

COLUMNS = (
    "title_exact",
    "lead_exact",
    "body_exact",
    "title_terms",
    "lead_terms",
    "topic_terms",
    "body_terms",
)


def statements():
    names = ", ".join(COLUMNS)
    old = ", ".join(f"old.{name}" for name in COLUMNS)
    new = ", ".join(f"new.{name}" for name in COLUMNS)
    drop = (
        f"INSERT INTO search_fts(search_fts, rowid, {names}) "
        f"VALUES ('delete', old.document_id, {old});"
    )
    put = f"INSERT INTO search_fts(rowid, {names}) VALUES (new.document_id, {new});"
    return (
        f"CREATE VIRTUAL TABLE search_fts USING fts5({names}, content='search_searchtext', "
        "content_rowid='document_id', tokenize='unicode61 remove_diacritics 0')",
        "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_fts, col)",
        f"CREATE TRIGGER search_text_insert AFTER INSERT ON search_searchtext BEGIN {put} END",
        f"CREATE TRIGGER search_text_delete AFTER DELETE ON search_searchtext BEGIN {drop} END",
        f"CREATE TRIGGER search_text_update AFTER UPDATE ON search_searchtext "
        f"BEGIN {drop} {put} END",
    )


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in statements():
            schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER search_text_{name}")
        schema_editor.execute("DROP TABLE search_vocabulary")
        schema_editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
