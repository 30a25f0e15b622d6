from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """When each job of ``run_due`` last ended, for the doctor."""

    dependencies = [("due", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100, unique=True)),
                ("ended_at", models.DateTimeField()),
                ("error", models.TextField(blank=True)),
            ],
        ),
    ]
