"""What a page shows, as frozen values: nothing here knows HTML, a workbook or a terminal.

Resource, Explanation, Table, Matrix, Network, Flow, Chart, Comparison, Report. `.to(form)` of a value looks its writer up in the registry that stands here, which `render` and `sheet` fill. A picture is computed here (layout,
bands, labels that do not overlap) and only drawn in `render`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from plangraph.errors import PlangraphError

Writer = Callable[..., Any]
"""What takes a value and `lang` and gives its content, usually bytes."""

ENDINGS: Final = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".csv": "csv",
    ".sssom.tsv": "sssom",
    ".tsv": "tsv",
    ".xlsx": "xlsx",
    ".txt": "text",
    ".ttl": "ttl",
    ".sarif": "sarif",
    ".xml": "junit",
    ".graphml": "graphml",
    ".gexf": "gexf",
}
"""The form that each ending of a file means; longer endings come before those that they end in."""

_writers: dict[tuple[str, str], str | Writer] = {}


class Value:
    """A value that can be given any of the forms registered for its type."""

    def to(self, form: str, lang: str = "ja", **settings: Any) -> Any:
        """The value in `form`, as bytes unless the form is an object of another library; PlangraphError where there is none."""
        known = forms(type(self))
        if form not in known:
            raise _no_form(form, known)
        return writer(type(self), form)(self, lang, **settings)


def register(kind: type | str, form: str, written_by: str | Writer) -> None:
    """Let `written_by` write values of a type in `form`.

    Named "module:Type" and "module:function", neither the type nor its writer is imported before it is needed.
    """
    _writers[_name(kind), form] = written_by


def _name(kind: type | str) -> str:
    return kind if isinstance(kind, str) else f"{kind.__module__}:{kind.__qualname__}"


def forms(kind: type) -> list[str]:
    """The forms of a type, in the order in which they were registered."""
    return [form for owner, form in _writers if owner == _name(kind)]


def writer(kind: type, form: str) -> Writer:
    """The function that writes values of `kind` in `form`."""
    found = _writers[_name(kind), form]
    if isinstance(found, str):
        module, _, name = found.partition(":")
        found = _writers[_name(kind), form] = getattr(import_module(module), name)
    return found


def form_of(path: str | Path | None, known: Iterable[str], form: str | None = None) -> str:
    """The form in which to write: `form` if one is named, else that of the ending of `path`, else the first `known`.

    A name without ending is written as the first `known` where that is plain text. Raises PlangraphError where the form
    is not among `known`, or the ending means none of them.
    """
    choices = list(known)
    if form is not None:
        if form not in choices:
            raise _no_form(form, choices)
        return form
    if path is None or (not Path(path).suffix and choices[0] in ("text", "table")):
        return choices[0]
    name = Path(path).name.lower()
    meant = next((form for ending, form in ENDINGS.items() if name.endswith(ending)), "")
    if meant not in choices:
        endings = [ending for ending, form in ENDINGS.items() if form in choices]
        raise PlangraphError(
            f"{path} の種類では書けません。名前の終わりを {'、'.join(endings)} のどれかにしてください。",
            f"{path} is no kind of file that can be written here. End its name in {', '.join(endings)}.",
        )
    return meant


def _no_form(form: str, known: Iterable[str]) -> PlangraphError:
    listed = list(known)
    return PlangraphError(
        f"形式「{form}」はありません。{'、'.join(listed)} から選んでください。",
        f"There is no format {form!r}. Choose one of {', '.join(listed)}.",
    )
