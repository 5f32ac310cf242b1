"""Words and things as HTML, and the one environment of templates."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from plangraph.store import keep
from plangraph.store.labels import Item
from plangraph.view.texts import Phrase, language, number, plain, texts

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment

_JAPANESE: Final = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_RUN: Final = re.compile(rf"(?:[0-9A-Za-z][0-9A-Za-z.,%-]*)?[{_JAPANESE}](?:[^\s“”]*[{_JAPANESE}])?")
"""Japanese words in an English text, with the figures that stand before them and what stands between them."""
_BREAK: Final = Markup("<br>")
TEMPLATES: Final = Path(__file__).with_name("templates")


def render(template: str, lang: str, **values: Any) -> bytes:
    """A template in one language with the texts of that language as `t` (of pages, unless others are given); values are escaped, and none may be missing."""
    chosen = "en" if lang == "en" else "ja"
    made = environment().get_template(template).render(**{"lang": chosen, "t": texts(chosen)} | values)
    return made.encode("utf-8", "replace")


@cache
def environment() -> Environment:
    """The templates with what they need to write phrases and items in the language of a page, its `lang`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["number"] = number
    made.filters["plain"] = plain
    made.filters["kind"] = lambda value: type(value).__name__
    made.filters["shown"] = pass_context(lambda context, words: marked(words, context["lang"]))
    made.filters["quoted"] = pass_context(lambda context, text: quoted(text, context["lang"]))
    made.filters["of_language"] = pass_context(lambda context, words: of_language(words, context["lang"]))
    return made


@cache
def compiled() -> BytecodeCache:
    """Where compiled templates stay from one run to the next; where nothing can be written, none do."""
    from jinja2 import FileSystemBytecodeCache
    from jinja2.bccache import Bucket

    class Compiled(FileSystemBytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):
                super().load_bytecode(bucket)

        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)

    return Compiled(str(keep.cache_folder() / "templates"))


def marked(words: Any, lang: str) -> Markup:
    """Words as HTML in a page of `lang`: what is in another language is marked so, and a new line is one."""
    if isinstance(words, str):
        return _BREAK if words == "\n" else escape(words)
    if isinstance(words, tuple):
        return marked(words[0], lang) if len(words) == 1 else Markup("".join([marked(part, lang) for part in words]))
    if isinstance(words, Item):
        own = language(words, lang)
        text = escape(words.label)
        return text if own == lang else Markup(f'<span lang="{escape(own)}">{text}</span>')
    return escape(number(words))


def quoted(text: str, lang: str) -> Markup:
    """A text of our own as HTML: the Japanese words that it quotes are marked so in an English page."""
    if lang == "ja":
        return escape(text)
    parts, end = [], 0
    for run in _RUN.finditer(text):
        parts += [escape(text[end : run.start()]), Markup('<span lang="ja">{}</span>').format(run[0])]
        end = run.end()
    return Markup("").join([*parts, escape(text[end:])])


def of_language(words: Item | Phrase, lang: str) -> Markup:
    """The attribute that says in which language an element is, whose other attributes hold these words."""
    parts = words if isinstance(words, tuple) else (words,)
    own = next((language(part, lang) for part in parts if isinstance(part, Item)), lang)
    return Markup("") if own == lang else Markup(' lang="{}"').format(own)
