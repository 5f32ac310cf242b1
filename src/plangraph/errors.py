"""The one kind of error that a user is meant to read, and the one that many requests end in."""

from __future__ import annotations

from collections.abc import Iterable


class PlangraphError(Exception):
    """A wrong request or unreadable input: what is wrong, where, and what to do, in Japanese and in English."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja = ja
        self.en = en

    def text(self, lang: str) -> str:
        """The message in `lang`; anything but "en" is Japanese."""
        return self.en if lang == "en" else self.ja


def no_plan(name: str, known: Iterable[str]) -> PlangraphError:
    """The error of a short name that no plan has; `known` are those there are."""
    listed = ", ".join(sorted(known)) or "-"
    return PlangraphError(
        f"計画「{name}」はデータにありません。データにある計画は {listed} です。",
        f"There is no plan {name!r} in the data. The data hold: {listed}.",
    )
