"""Read XML of unknown origin as a stream of events: no document types, no entities, no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import IO, Final
from xml.parsers import expat

CHUNK: Final = 1 << 20


class RefusedError(ValueError):
    """XML with a document type: no office program writes one, and it may grow without bound."""


def read(
    chunks: Iterable[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed chunks to a parser that tells of elements by their names without prefix; raises ExpatError or `RefusedError`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    names: dict[str, str] = {}

    def started(name: str, attributes: dict[str, str]) -> None:
        local = names.get(name)
        if local is None:
            local = names[name] = name.rpartition(":")[2]
        start(local, attributes)

    def ended(name: str) -> None:
        end(names[name])

    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    if text is not None:
        parser.CharacterDataHandler = text
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise RefusedError("DOCTYPE")


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in pieces."""
    while chunk := stream.read(CHUNK):
        yield chunk


def elements(stream: IO[bytes], wanted: str) -> list[dict[str, str]]:
    """The attributes of every element of one name, in order; prefixes of attributes are left out too."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == wanted:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    read(chunks(stream), start, lambda _: None)
    return found
