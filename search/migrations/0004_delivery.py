"""What the search server does not know yet, marked by triggers of the database.

Triggers, because then every way a document comes or goes (a cascade, a bulk insert, a statement
typed by hand) is marked in the same transaction. They mark while there is a state of a search
server: an installation without one carries nothing along.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

SQLITE = tuple(
    f"CREATE TRIGGER {name} AFTER {event} ON search_searchdocument "
    "WHEN EXISTS (SELECT 1 FROM search_enginestate) "
    f"BEGIN INSERT INTO search_undelivered (document) VALUES ({row}.id); END"
    for name, event, row in (
        ("search_document_came", "INSERT", "new"),
        ("search_document_went", "DELETE", "old"),
    )
)

# One statement marks all rows that a statement changed.
POSTGRESQL = (
    """
    CREATE FUNCTION search_mark_documents() RETURNS trigger
    LANGUAGE plpgsql AS $body$
    BEGIN
        IF EXISTS (SELECT FROM search_enginestate) THEN
            INSERT INTO search_undelivered (document) SELECT id FROM changed;
        END IF;
        RETURN NULL;
    END
    $body$
    """,
    """
    CREATE TRIGGER search_document_came AFTER INSERT ON search_searchdocument
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_mark_documents()
    """,
    """
    CREATE TRIGGER search_document_went AFTER DELETE ON search_searchdocument
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_mark_documents()
    """,
)


def forwards(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    for statement in statements.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    table = " ON search_searchdocument" if vendor == "postgresql" else ""
    if vendor in ("sqlite", "postgresql"):
        for name in ("search_document_came", "search_document_went"):
            schema_editor.execute(f"DROP TRIGGER {name}{table}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION search_mark_documents()")


class Migration(migrations.Migration):
    dependencies = [("search", "0003_full_text_on_postgresql")]

    operations = [
        migrations.CreateModel(
            name="Undelivered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("document", models.BigIntegerField()),
                (
                    "marked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "verbose_name": "change to deliver",
                "verbose_name_plural": "changes to deliver",
            },
        ),
        migrations.CreateModel(
            name="EngineState",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.BigIntegerField(default=0)),
                ("attempted", models.BigIntegerField(default=0)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("building", models.CharField(blank=True, max_length=255)),
                ("deliverer", models.CharField(blank=True, max_length=32)),
                ("deliverer_until", models.DateTimeField(null=True)),
                ("builder", models.CharField(blank=True, max_length=32)),
                ("builder_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "state of the search server",
                "verbose_name_plural": "states of the search server",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="search_one_engine_state"
                    )
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
