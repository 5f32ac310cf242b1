"""One writer a form: HTML, SVG, workbooks, CSV, JSON, SARIF, JUnit, the terminal; each is imported when first asked for.

One base page, one style sheet and one catalogue of words serve all pages. A label that has no English is marked as Japanese. To add a form, write a function from a value to bytes and register it.
"""

import json
from typing import Any, Final

from plangraph.view import register

_WRITERS: Final = {
    "records:Checked": {
        "text": "findings_logs:text",
        "json": "findings_logs:array",
        "report-json": "findings_logs:report",
        "html": "pages:check_page",
        "xlsx": "findings_workbook:workbook",
        "sarif": "findings_logs:sarif",
        "junit": "findings_logs:junit",
    },
    "network:Network": {
        "html": "network_page:to_html",
        "json": "network_page:to_json",
        "graphml": "network_page:to_graphml",
        "gexf": "network_page:to_gexf",
        "networkx": "network_page:to_networkx",
    },
    "comparison:Comparison": {
        "text": "comparison_files:text",
        "html": "comparison_files:page",
        "table": "comparison_files:table",
        "xlsx": "comparison_files:workbook",
        "json": "comparison_files:to_json",
    },
    "report:Page": {"html": "pages:page"},
    "report:Front": {"html": "pages:page"},
    "resource:Resource": {"text": "terminal:resource"},
    "table:Links": {
        "table": "link_tables:terminal",
        "tsv": "link_tables:tsv",
        "sssom": "link_tables:sssom",
        "xlsx": "link_tables:workbook",
    },
    "table:Matches": {
        "table": "answer_tables:matches_table",
        "csv": "answer_tables:matches_csv",
        "tsv": "answer_tables:matches_tsv",
        "xlsx": "answer_tables:matches_xlsx",
        "json": "answer_tables:matches_json",
    },
}


def as_json(content: Any) -> bytes:
    """A JSON document of plain values as the program writes it."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


for _value, _forms in _WRITERS.items():
    for _form, _writer in _forms.items():
        register(f"plangraph.view.{_value}", _form, f"plangraph.render.{_writer}")
