"""The names of everything the page says, as one frozen record that each language fills. Knows no language itself."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.language import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The interface in one language. Braces name values that `str.format` fills in."""

    language: Language
    direction: str
    name: str
    tagline: str
    other_language: str
    ask_tab: str
    library_tab: str
    # asking
    question: str
    question_hint: str
    ask: str
    stop: str
    clear: str
    conversation: str
    welcome: str
    welcome_text: str
    welcome_empty: str
    examples: str
    filters: str
    outlets: str
    all_outlets: str
    languages: str
    arabic: str
    english: str
    date_from: str
    date_to: str
    date_hint: str
    date_wrong: str
    # an exchange
    searching: str
    reading: str
    writing: str
    stopped: str
    failed: str
    failed_early: str
    sources: str
    more: str
    relevance: str
    citations: str
    citation: str
    quote: str
    open_article: str
    original: str
    supported: str
    partial: str
    unsupported: str
    why: str
    refused: str
    nearest: str
    nearest_text: str
    copy: str
    copied: str
    seconds: str
    only_quotes: str
    no_date: str
    no_outlet: str
    # the reader
    article: str
    close: str
    gone: str
    shortened: str
    version: str
    versions: str
    removed_pieces: str
    removed_text: str
    nothing_removed: str
    updated_on: str
    # the model
    waiting: str
    downloading: str
    verifying: str
    loading: str
    model_failed: str
    # the library
    library_title: str
    library_text: str
    filter_label: str
    filter_hint: str
    column_title: str
    column_outlet: str
    column_date: str
    column_language: str
    column_passages: str
    column_version: str
    library_empty: str
    nothing_matches: str
    shown: str
    add: str
    add_text: str
    addresses: str
    addresses_hint: str
    address_wrong: str
    upload: str
    start: str
    again_all: str
    again_one: str
    cancel: str
    nothing_to_add: str
    ingesting: str
    preparing: str
    progress: str
    pace: str
    time_left: str
    embedding: str
    cancelled: str
    ingest_failed: str
    report: str
    added: str
    updated: str
    unchanged: str
    removed: str
    rejected: str
    reason: str
    gone_from_folder: str
    took: str
    actions: str
    remove: str
    remove_question: str
    remove_confirm: str
    remove_cancel: str
    removed_done: str
    choose_article: str
