"""Texts from the user's copies: attached where they agree, reported and left out where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from wcwidth import wcswidth

import plangraph
from plangraph.store import lookup, sources, terms
from plangraph.text import normalised, shown_width


def test_normalised_text_has_one_width_and_no_blanks() -> None:
    assert normalised("Ｋ－Ｎｅｔ　事業\n（１）") == "K-Net事業(1)"
    assert sources.digest("Ｋ－Ｎｅｔ") == sources.digest("K-N et")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("⺠生委員", "民生委員"),
        ("⾼齢者⽀援課", "高齢者支援課"),
        ("⻘葉市⻄部⻑寿課", "青葉市西部長寿課"),
        ("相\u200b談\u2060支援\ufeff", "相談支援"),
        ("葛\U000e0100城市", "葛城市"),
        ("☎\ufe0f 相談", "☎相談"),
    ],
)
def test_radicals_are_the_characters_they_look_like_and_what_is_not_seen_is_left_out(written: str, meant: str) -> None:
    assert normalised(written) == meant


def test_usual_characters_are_as_wide_as_wcwidth_has_them() -> None:
    for character in map(chr, (*range(0x20, 0x7F), *range(0x2E80, 0xA4D0), *range(0xFF00, 0xFFEF))):
        assert shown_width(character) == max(0, wcswidth(character)), hex(ord(character))
    assert shown_width("A 市ー（ｱ）か\u3099") == 1 + 1 + 2 + 2 + 2 + 1 + 2 + 2


def test_a_digest_is_taken_over_nfkc_alone_as_the_ontology_says() -> None:
    assert sources.digest("⺠生委員") != sources.digest("民生委員")


@pytest.mark.parametrize(
    ("span", "said"),
    [((1, 1), "abc"), ((1, 2), "abc\ndef"), ((1, 1, 1, 2), "b"), ((1, 2, 1, 2), "bc\nde"), ((3, 9), "ghi")],
)
def test_extract(span: tuple[int, ...], said: str) -> None:
    assert sources.extract(["abc", "def", "ghi"], *span) == said


def test_readable_text_is_one_line_without_markup() -> None:
    assert sources.readable("地域住民に対し\n\nて講座を <p>開く</p>\nK-Net\nAI") == (
        "地域住民に対して講座を 開くK-Net AI",
        (0, 7, 7, 14, 20),
    )


def test_a_changed_copy_loses_only_the_changed_passages(shared: Path, tmp_path: Path) -> None:
    for path in (shared / "seeds").glob("*.txt"):
        content = path.read_text(encoding="utf-8").replace(
            "障害理解を深め，障害者に対する偏見", "障害理解をふかめ，障害者に対する偏見", 1
        )
        (tmp_path / path.name).write_text(content, encoding="utf-8")
    attached = plangraph.build(texts_folder=tmp_path)
    assert {each.what for each in attached.differences} == {
        "kashiwa-plan-5-chapter4-draft.txt",
        "kashiwa-plan-5-1-1-community-outreach-lectures-description",
    }
    passages = lookup.subjects(attached.store, terms.TYPE, terms.PASSAGE)
    assert len(lookup.quads(attached.store, None, terms.TEXT)) == len(passages) - 1


def test_a_missing_copy_is_reported(tmp_path: Path) -> None:
    attached = plangraph.build(texts_folder=tmp_path)
    assert {each.what for each in attached.differences} == {
        "chiba-plan-4-summary.txt",
        "kashiwa-activity-plan-3-summary.txt",
        "kashiwa-activity-plan-5-summary.txt",
        "kashiwa-plan-5-chapter4-draft.txt",
        "kashiwa-plan-5-progress-sheets.txt",
    }
    assert not lookup.quads(attached.store, None, terms.TEXT)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(plangraph.PlangraphError, match="no folder"):
        plangraph.build(texts_folder=tmp_path / "nowhere")


def test_texts_stand_in_a_graph_of_their_own_without_markup(shared: Path) -> None:
    attached = plangraph.build(texts_folder=shared / "seeds")
    stored = lookup.quads(attached.store, None, terms.TEXT)
    assert {quad.graph_name for quad in stored} == {terms.TEXTS_GRAPH}
    assert not [quad for quad in stored if "<p>" in quad.object.value or "<ul" in quad.object.value]
