"""What people do in the editor, for browser tests."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect


def menu_action(page: Any, label: str) -> None:
    """Choose an entry of the editor's action menu, opening the menu when it is folded."""
    button = page.locator("footer").get_by_role("button", name=re.compile(label))
    if not button.first.is_visible():
        page.locator("footer").get_by_role("button", name="More actions").click()
    button.first.click()


def page_number(page: Any, title: str) -> int:
    """Return the number of the English page with this title, found by the admin's search."""
    page.goto(f"/admin/pages/search/?q={title}")
    row = page.locator("tr", has_text="English")
    link = row.get_by_role("link", name=title, exact=True).first
    address = link.get_attribute("href") or ""
    found = re.search(r"/pages/(\d+)/", address)
    assert found, address
    return int(found.group(1))


def choose_topic(page: Any, topic: str = "Cooperation") -> None:
    """Choose the topic in the page chooser."""
    page.locator("#id_topic-chooser").get_by_role("button", name="Choose a page").click()
    dialog = page.locator(".modal-content").last
    dialog.locator("input[name=q]").fill(topic)
    dialog.get_by_role("link", name=topic).first.click()
    expect(page.locator("#id_topic-chooser")).to_contain_text(topic)


def write_paper(page: Any, title: str) -> str:
    """Write a policy paper in the editor and save it; return the editor's address."""
    library = page_number(page, "Library")
    page.goto(f"/admin/pages/add/policies/policypaper/{library}/")
    page.locator("#id_title").fill(title)
    page.locator("#id_abstract").fill("How clusters share one market scout.")
    page.get_by_role("tab", name="About").click()
    choose_topic(page)
    menu_action(page, "Save draft")
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    return str(page.url)


def waiting_edit(page: Any, title: str) -> None:
    """Open the editor of a page that waits for this person, from the admin's home."""
    page.goto("/admin/")
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("#id_title")).to_have_value(title)


def open_translation(page: Any, title: str, language: str = "bg") -> None:
    """Open the translation of a page from the desk, begun where it is not."""
    page.goto(f"/admin/translations/?language={language}")
    row = page.locator("tr", has_text=title)
    button = row.get_by_role("button", name=re.compile("Translate"))
    if button.count():
        button.click()
    else:
        row.get_by_role("link", name=re.compile("Open")).click()
    expect(page.locator("[data-translation]")).to_be_visible()
