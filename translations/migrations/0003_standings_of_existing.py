from django.db import migrations


def give_standings(apps, schema_editor):
    """Give the translations that were begun before their standing; it is computed when read."""
    Translation = apps.get_model("wagtail_localize", "Translation")
    Standing = apps.get_model("translations", "Standing")
    keys = Translation.objects.values_list("pk", flat=True)
    Standing.objects.bulk_create(
        (Standing(translation_id=key) for key in keys.iterator()), batch_size=500
    )


class Migration(migrations.Migration):

    dependencies = [
        ("translations", "0002_standing_and_baseline"),
    ]

    operations = [
        migrations.RunPython(give_standings, migrations.RunPython.noop),
    ]
