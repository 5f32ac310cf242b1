"""The user's language, and the options that several commands share."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import click

from plangraph.errors import PlangraphError

if TYPE_CHECKING:
    from plangraph.graph import PlanGraph

LANGUAGES: Final = ("ja", "en")
_MOST_DIFFERENCES: Final = 10
_READ: Final = (".ttl", ".trig", ".nt", ".nq", ".csv", ".tsv", ".xlsx", ".xlsm")


def user_language(arguments: Sequence[str]) -> str:
    """`--lang` if it is among the arguments, else English where the locale is English, else Japanese."""
    for index, argument in enumerate(arguments):
        chosen = argument.partition("=")[2] if argument.startswith("--lang=") else None
        if argument == "--lang" and index + 1 < len(arguments):
            chosen = arguments[index + 1]
        if chosen in LANGUAGES:
            return chosen
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "ja"


LANG: Final = user_language(sys.argv)


def t(ja: str, en: str) -> str:
    """Whichever of the two texts is in the user's language."""
    return en if LANG == "en" else ja


def option(*names: str, ja: str, en: str, **settings: Any) -> Callable[[Any], Any]:
    """A click option with its help in both languages."""
    return click.option(*names, help=t(ja, en), **settings)


lang_option = option("--lang", type=click.Choice(LANGUAGES), default=LANG, ja="表示の言語", en="language of the output")
PATH: Final = click.Path(path_type=Path)
data_option = option(
    "--data",
    "data",
    type=PATH,
    multiple=True,
    ja="使うデータ（ファイルかフォルダー、何度でも）",
    en="data to use (file or folder, repeatable)",
)
store_option = option(
    "--store", "store", type=PATH, ja="build --store で作った保存先", en="a store made by build --store"
)
texts_option = option(
    "--texts",
    "texts",
    type=PATH,
    ja="手元の文書のフォルダー。文章を付ける",
    en="folder of your own copies of the documents; attaches their text",
)
engine_option = option(
    "--engine", default="auto", ja="検査エンジン: auto、rudof、pyshacl", en="SHACL engine: auto, rudof or pyshacl"
)
kind_option = option(
    "--kind",
    type=click.Choice(("plan", "progress")),
    default="plan",
    ja="plan（計画）か progress（進捗）",
    en="plan or progress",
)
force_option = option("--force", is_flag=True, ja="同じ名前のファイルを置き換える", en="replace files that are there")

_SYNTHESIS_OPTIONS: Final = (
    option(
        "-o",
        "output",
        required=True,
        type=PATH,
        ja="書き出すフォルダー（新しいか空）",
        en="folder to write to, new or empty",
    ),
    option("--municipalities", default=1, show_default=True, ja="自治体の数", en="number of municipalities"),
    option("--generations", default=2, show_default=True, ja="自治体ごとの計画の期の数", en="generations of each plan"),
    option("--programs", default=80, show_default=True, ja="計画ごとの事業の数", en="programs of each plan"),
    option(
        "--faults",
        default=0.0,
        show_default=True,
        ja="最新の計画の行のうち、誤りを仕込む割合（0から1）",
        en="share of the rows of the newest plan, from 0 to 1, for which a fault is planted",
    ),
    option("--seed", default=1, show_default=True, ja="乱数の種。同じ種からは同じ計画", en="same seed, same plans"),
    option(
        "--format",
        "form",
        default="ttl",
        show_default=True,
        ja="形式（ttl、xlsx、both）",
        en="format (ttl, xlsx or both)",
    ),
    option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=LANG,
        expose_value=False,
        ja="表示の言語",
        en="language of the output",
    ),
)


def synthesis_options(command: Any) -> Any:
    """The options of the command that invents plans."""
    for with_option in reversed(_SYNTHESIS_OPTIONS):
        command = with_option(command)
    return command


def progress_counter(total: int) -> Callable[[int], None]:
    """What to call with the number of things done so far; it shows them on stderr where that is a terminal."""

    def show(number: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{number}/{total}", err=True, nl=number == total)

    return show


def spare(output: Path | None, inputs: Iterable[Path]) -> None:
    """Raise PlangraphError where a file would be written over one that is read, or over one of a folder that is."""
    if output is None or not output.is_file():
        return
    for path in inputs:
        inside = path.is_dir() and output.suffix.lower() in _READ and path.resolve() in output.resolve().parents
        if inside or (path.is_file() and output.samefile(path)):
            raise PlangraphError(
                f"{output} は読み込むファイルそのものです。上書きしないので、別の名前を指定してください。",
                f"{output} is a file that is read, and is not written over. Choose another name.",
            )


def write(path: Path, content: bytes) -> None:
    """Write a file, with the folders above it, and say so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    click.echo(t(f"{path} に書きました。", f"Wrote {path}."), err=True)


def japanese(error: click.UsageError) -> str:
    """What click found wrong, in Japanese for the usual cases."""
    if isinstance(error, click.MissingParameter):
        return f"{error.param.get_error_hint(error.ctx) if error.param and error.ctx else ''} がありません"
    if isinstance(error, click.NoSuchOption):
        return f"{error.option_name} という指定はありません"
    extra = re.search(r"unexpected extra arguments? \((.*)\)", error.format_message())
    if extra:
        return f"{extra[1]} は余分です"
    unknown = re.search(r"No such command '([^']*)'", error.format_message())
    return f"「{unknown[1]}」というコマンドはありません" if unknown else error.format_message()


def request(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The names and the `--NAME VALUE` or `--NAME=VALUE` pairs among the arguments of a question."""
    names: list[str] = []
    parameters: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if not name.startswith("-"):
            names.append(name + equals + value)
        elif name.startswith("--") and (equals or rest):
            parameters[name[2:]] = value if equals else rest.pop(0)
        else:
            raise PlangraphError(
                f"「{name}」がわかりません。条件は --名前 値 の形で書いてください。",
                f"{name!r} is not understood. Write parameters as --NAME VALUE.",
            )
    return names, parameters


class Difference(Protocol):
    """What did not agree with the data, by language."""

    @property
    def ja(self) -> str:
        """In Japanese."""

    @property
    def en(self) -> str:
        """In English."""


def progress(text: str) -> None:
    """Say what is being done, to a person at a terminal."""
    if sys.stderr.isatty():
        click.echo(text, err=True)


def report_differences(differences: Sequence[Difference], lang: str) -> None:
    """Print the first few differences, and how many more there are."""
    for difference in differences[:_MOST_DIFFERENCES]:
        click.echo(difference.en if lang == "en" else difference.ja, err=True)
    more = len(differences) - _MOST_DIFFERENCES
    if more > 0:
        click.echo(f"… and {more} more." if lang == "en" else f"…ほかに {more} 件あります。", err=True)


def chosen_graph(data: tuple[Path, ...], store: Path | None, texts: Path | None, lang: str) -> PlanGraph:
    """The graph of the files or of the store, with texts attached; what they do not agree on is told on stderr."""
    from plangraph import graph

    if data and store is not None:
        raise PlangraphError(
            "--data と --store は一緒に使えません。どちらか一つにしてください。",
            "Give either --data or --store, not both.",
        )
    if store is not None:
        opened = graph.open(store, texts_folder=texts)
    else:
        opened = graph.cached_build(data, texts_folder=texts)
    report_differences(opened.differences, lang)
    return opened


def write_new(files: dict[Path, bytes], force: bool) -> None:
    """Write all files, or none where one is there already."""
    there = [path for path in files if path.exists()]
    if there and not force:
        raise PlangraphError(
            f"{there[0]} はすでにあります。別の名前を指定するか、置き換えてよければ --force を付けてください。",
            f"{there[0]} is there already. Choose another name, or add --force to replace it.",
        )
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    first = next(iter(files))
    if len(files) == 1:
        click.echo(t(f"{first} に書きました。", f"Wrote {first}."), err=True)
    else:
        text = t(
            f"{len(files)} 個のファイルを {first.parent} に書きました。", f"Wrote {len(files)} files to {first.parent}."
        )
        click.echo(text, err=True)
