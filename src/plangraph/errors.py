"""The one kind of error that a user is meant to read."""

from __future__ import annotations


class PlangraphError(Exception):
    """A wrong request or unreadable input: what is wrong, where, and what to do, in Japanese and in English."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja = ja
        self.en = en

    def text(self, lang: str) -> str:
        """The message in `lang`; anything but "en" is Japanese."""
        return self.en if lang == "en" else self.ja
