"""Work counted, not timed: how many calls a function makes, and how many characters a pattern looks at."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

SINGLE: Final = ("LITERAL", "NOT_LITERAL", "IN", "ANY")
"""The codes of what fits one character."""


def calls(function: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called until `function` returns."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count


def steps(pattern: re.Pattern[str], text: str) -> int:
    """How many characters plain backtracking looks at until it has found all matches in a text."""
    matcher = _Matcher(text, bool(pattern.flags & re.MULTILINE))
    parsed = list(parser.parse(pattern.pattern, pattern.flags))
    position = 0
    while position <= len(text):
        end = next(matcher.ends(parsed, position), position)
        position = max(end, position + 1)
    return matcher.steps


class _Matcher:
    def __init__(self, text: str, multiline: bool) -> None:
        self.text, self.multiline, self.steps = text, multiline, 0
        self.groups: dict[int, tuple[int, int]] = {}

    def ends(self, items: Sequence[Any], position: int) -> Iterator[int]:
        """Where a match of the items that begins at a position may end, the preferred end first."""
        if not items:
            yield position
            return
        for end in self.item(*items[0], position):
            yield from self.ends(items[1:], end)

    def item(self, code: Any, argument: Any, position: int) -> Iterator[int]:
        name = str(code)
        if name in SINGLE:
            yield from [position + 1] if self.fits(code, argument, position) else []
        elif name.endswith("_REPEAT"):
            low, high, inner = argument
            found = self.repeated(low, high, list(inner), position)
            yield from reversed(list(found)) if name == "MIN_REPEAT" else found
        elif name in ("ASSERT", "ASSERT_NOT"):
            direction, inner = argument
            start = position if direction > 0 else position - inner.getwidth()[0]
            found_one = start >= 0 and next(self.ends(list(inner), start), None) is not None
            yield from [position] if found_one == (name == "ASSERT") else []
        else:
            yield from getattr(self, name.lower())(argument, position)

    def subpattern(self, argument: Any, position: int) -> Iterator[int]:
        for end in self.ends(list(argument[3]), position):
            self.groups[argument[0]] = (position, end)
            yield end

    def branch(self, argument: Any, position: int) -> Iterator[int]:
        for way in argument[1]:
            yield from self.ends(list(way), position)

    def groupref(self, argument: Any, position: int) -> Iterator[int]:
        start, end = self.groups.get(argument, (0, 0))
        self.steps += end - start
        if self.text.startswith(self.text[start:end], position):
            yield position + end - start

    def at(self, argument: Any, position: int) -> Iterator[int]:
        beginning = str(argument) in ("AT_BEGINNING", "AT_BEGINNING_STRING")
        assert beginning or str(argument) in ("AT_END", "AT_END_STRING"), argument
        edge, next_to = (0, position - 1) if beginning else (len(self.text), position)
        if position == edge or (self.multiline and self.text[next_to] == "\n"):
            yield position

    def repeated(self, low: int, high: int, inner: list[Any], position: int, done: int = 0) -> Iterator[int]:
        if len(inner) == 1 and str(inner[0][0]) in SINGLE:
            end = position
            while end - position < high and self.fits(*inner[0], end):
                end += 1
            yield from range(end, position + low - 1, -1)
            return
        if done < high:
            for end in self.ends(inner, position):
                if end > position:
                    yield from self.repeated(low, high, inner, end, done + 1)
        if done >= low:
            yield position

    def fits(self, code: Any, argument: Any, position: int) -> bool:
        self.steps += 1
        if position >= len(self.text):
            return False
        character, name = self.text[position], str(code)
        if name == "ANY":
            return character != "\n"
        if name == "IN":
            negated = str(argument[0][0]) == "NEGATE"
            return negated != any(self.within(*item, character) for item in argument[negated:])
        return (ord(character) == argument) == (name == "LITERAL")

    def within(self, code: Any, argument: Any, character: str) -> bool:
        if str(code) == "CATEGORY":
            kind = str(argument).removeprefix("CATEGORY_").removeprefix("UNI_")
            tests = {"DIGIT": str.isdecimal, "SPACE": str.isspace, "WORD": lambda c: c.isalnum() or c == "_"}
            return bool(tests[kind.removeprefix("NOT_")](character)) != kind.startswith("NOT_")
        first, last = argument if str(code) == "RANGE" else (argument, argument)
        return bool(first <= ord(character) <= last)
