"""Tell new findings from those of an earlier check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from plangraph.errors import PlangraphError

_PARTS: Final = ("rule", "element", "path", "value")


def fingerprint(finding: Mapping[str, Any]) -> str:
    """The same for the same fault, whatever its lines or cells, its wording, its severity and the language."""
    parts = [finding.get(part) for part in _PARTS]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode("ascii")).hexdigest()


def read(path: Path) -> frozenset[str]:
    """The fingerprints in a file that `check --format json` wrote, in UTF-8 or as a Windows shell redirects it."""
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise PlangraphError(
            f"前回の検査結果 {path} を読めません（{error.strerror}）。場所と権限を確かめてください。",
            f"The baseline {path} cannot be read ({error.strerror}). See where it is and that you may.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _not_a_baseline(path) from error
    if not isinstance(found, list) or not all(_is_finding(each) for each in found):
        raise _not_a_baseline(path)
    return frozenset(fingerprint(each) for each in found)


def new_findings(described: Sequence[dict[str, Any]], baseline: frozenset[str]) -> list[dict[str, Any]]:
    """Those findings whose fingerprint is not in the baseline, in their order."""
    return [each for each in described if fingerprint(each) not in baseline]


def _is_finding(each: Any) -> bool:
    if not isinstance(each, dict) or not all(isinstance(each.get(part), str) for part in ("rule", "element")):
        return False
    return all(part in each and isinstance(each[part], str | None) for part in ("path", "value"))


def _not_a_baseline(path: Path) -> PlangraphError:
    return PlangraphError(
        f"{path} は前回の検査結果ではありません。plangraph check --format json で書いたファイルを指定してください。",
        f"{path} is not a baseline. Name a file that plangraph check --format json wrote.",
    )
