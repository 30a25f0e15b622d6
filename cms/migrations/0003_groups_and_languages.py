"""The four groups with their rights, and the twelve languages."""

from django.db import migrations

LANGUAGES = ["en", "bg", "de", "el", "hr", "hu", "it", "ro", "sk", "sl", "sq", "sr"]

# Reviewers hold no page rights: a step that waits for them opens the editor to them.
PAGE_RIGHTS = {
    "Editors": ["add", "change"],
    "Reviewers": [],
    "Publishers": ["add", "change", "publish", "lock", "unlock"],
    "Administrators": ["add", "change", "publish", "bulk_delete", "lock", "unlock"],
}
FILE_RIGHTS = {
    "Editors": ["add", "change", "choose"],
    "Publishers": ["add", "change", "choose"],
    "Administrators": ["add", "change", "delete", "choose"],
}
ADMINISTRATION = [
    ("cms", "user", ["add", "change", "delete"]),
    ("auth", "group", ["add", "change"]),
    ("wagtailredirects", "redirect", ["add", "change", "delete"]),
    ("wagtailcore", "collection", ["add", "change", "delete"]),
]


def forwards(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    Page = apps.get_model("wagtailcore", "Page")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    Locale = apps.get_model("wagtailcore", "Locale")

    def permission(app_label, model, action):
        content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
        found, _ = Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_{model}",
            defaults={"name": f"Can {action.replace('_', ' ')} {model}"},
        )
        return found

    # Wagtail's own start: a group that publishes without review, and a workflow on everything.
    Group.objects.filter(name="Moderators").delete()
    WorkflowPage.objects.all().delete()

    admin_type, _ = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    access, _ = Permission.objects.get_or_create(
        content_type=admin_type,
        codename="access_admin",
        defaults={"name": "Can access Wagtail admin"},
    )
    root = Page.objects.get(depth=1)
    collection = Collection.objects.get(depth=1)
    for name, rights in PAGE_RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=name)
        GroupPagePermission.objects.filter(group=group).delete()
        GroupCollectionPermission.objects.filter(group=group).delete()
        group.permissions.set([access])
        for action in rights:
            GroupPagePermission.objects.create(
                group=group, page=root, permission=permission("wagtailcore", "page", action)
            )
        for model in ("platformimage", "platformdocument"):
            for action in FILE_RIGHTS.get(name, []):
                GroupCollectionPermission.objects.create(
                    group=group,
                    collection=collection,
                    permission=permission("cms", model, action),
                )
    administrators = Group.objects.get(name="Administrators")
    for app_label, model, actions in ADMINISTRATION:
        administrators.permissions.add(*[permission(app_label, model, a) for a in actions])

    for code in LANGUAGES:
        Locale.objects.get_or_create(language_code=code)


def backwards(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=PAGE_RIGHTS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_files"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
