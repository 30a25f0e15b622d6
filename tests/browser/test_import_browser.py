"""By clicking: a Word file is uploaded, corrected in the preview, saved and sent to review."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.editor import menu_action, waiting_edit

PAPER = """---
title: Laboratories without borders
abstract: How clusters of two countries share one laboratory.
author: A. Writer
---

# Why they share

A laboratory costs more than one cluster earns.[^1]

# Recommendations

1. Regions should pay for one shared laboratory.

   It is used by two clusters and paid once.

2. Clusters should publish their prices.

[^1]: Illustrative.
"""
CORRECTED = "Regions on both sides should pay for one shared laboratory."


@pytest.fixture
def word_file(tmp_path: Path) -> Path:
    """The paper as a Word file."""
    import pypandoc

    target = tmp_path / "laboratories.docx"
    pypandoc.convert_text(PAPER, "docx", format="markdown", outputfile=str(target))
    return target


def send(page: Any, file: Path) -> None:
    """Upload a document from the admin's menu."""
    page.get_by_role("link", name="Import", exact=True).click()
    page.locator("#id_file").set_input_files(file)
    page.locator("#id_topic").select_option(label="Cooperation")
    page.get_by_role("button", name="Read the document").click()


def test_word_file_becomes_a_paper_in_review(new_page: Any, word_file: Path) -> None:
    editor = new_page("editor.bg")
    send(editor, word_file)
    editor.wait_for_url(re.compile(r"/import/[\w-]+/preview/"))
    expect(editor.locator("#id_title")).to_have_value("Laboratories without borders")
    body = editor.frame_locator("iframe.import-body")
    expect(body.locator("h2").first).to_contain_text("Why they share")

    editor.get_by_role("button", name="Recommendation 1 has no addressee.").click()
    expect(editor.locator("#id_recommendations-0-addressee")).to_be_focused()
    first = editor.get_by_role("group", name="Recommendation 1")
    first.get_by_label("Statement").fill(CORRECTED)
    first.get_by_label("Addressee").select_option("regional")
    rationale = first.locator("[contenteditable=true]")
    expect(rationale).to_contain_text("paid once.")
    rationale.click()
    rationale.press("Control+End")
    rationale.press_sequentially(" Others may rent it.")
    # The editor writes into its hidden field a moment after the last key.
    field = first.locator("[name$='-rationale']")
    expect(field).to_have_value(re.compile("paid once. Others may rent it."))
    editor.get_by_role("button", name="Make the draft").click()

    editor.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    expect(editor.locator(".messages")).to_contain_text("has been made of the document")
    expect(editor.locator("#id_title")).to_have_value("Laboratories without borders")
    editor.get_by_role("tab", name="Recommendations").click()
    expect(editor.locator("#id_recommendations-0-statement")).to_have_value(CORRECTED)
    expect(editor.locator("#id_recommendations-0-addressee")).to_have_value("regional")
    expect(editor.locator("#tab-recommendations")).to_contain_text("Others may rent it.")

    menu_action(editor, "Save draft")
    expect(editor.locator(".messages")).to_contain_text("has been updated")
    menu_action(editor, "Submit to")
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")
    expect(editor.locator(".messages")).to_contain_text("Recommendation 2 has no addressee.")
    reviewer = new_page("reviewer.wg3")
    waiting_edit(reviewer, "Laboratories without borders")


def test_damaged_file_is_answered_in_words(new_page: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"%PDF-1.7")
    editor = new_page("editor.bg")
    send(editor, broken)
    said = editor.get_by_role("alert")
    expect(said).to_contain_text("not what its name says (found: PDF)", timeout=30_000)
    expect(editor.locator("main")).to_contain_text("Nothing was made of the document.")
    editor.get_by_role("link", name="Choose another document").click()
    expect(editor.locator("#id_file")).to_be_visible()


def test_import_without_a_script(new_page: Any, word_file: Path) -> None:
    scripted = new_page("editor.bg")
    editor = new_page(java_script_enabled=False)
    editor.context.add_cookies(scripted.context.cookies())
    editor.goto("/admin/import/")
    editor.locator("#id_file").set_input_files(word_file)
    editor.locator("#id_topic").select_option(label="Cooperation")
    editor.get_by_role("button", name="Read the document").click()
    expect(editor.locator("progress#import-progress")).to_be_visible()
    editor.wait_for_url(re.compile(r"/import/[\w-]+/preview/"))
    editor.locator("#id_title").fill("Laboratories without a script")
    editor.get_by_role("button", name="Make the draft").click()
    editor.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    expect(editor.locator("#id_title")).to_have_value("Laboratories without a script")


def test_checks_in_the_side_panel_lead_to_the_field(new_page: Any, word_file: Path) -> None:
    editor = new_page("editor.bg")
    send(editor, word_file)
    editor.wait_for_url(re.compile(r"/import/[\w-]+/preview/"))
    editor.locator("#id_title").fill("Checked laboratories")
    editor.get_by_role("button", name="Make the draft").click()
    editor.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    editor.get_by_role("button", name="Toggle checks").click()
    panel = editor.locator("[data-content-checks]")
    panel.get_by_role("button", name="Recommendation 2 has no addressee.").click()
    expect(editor.locator("#id_recommendations-1-addressee")).to_be_focused()
    expect(editor.locator("#id_recommendations-1-addressee")).to_be_visible()
