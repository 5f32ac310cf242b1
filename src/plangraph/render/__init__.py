"""One writer a form: HTML, SVG, workbooks, CSV, JSON, SARIF, JUnit, the terminal."""

from plangraph.view import forms
from plangraph.view.records import Checked

for _form, _writer in {
    "text": "findings_logs:text",
    "json": "findings_logs:array",
    "report-json": "findings_logs:report",
    "html": "findings_html:page",
    "xlsx": "findings_workbook:workbook",
    "sarif": "findings_logs:sarif",
    "junit": "findings_logs:junit",
}.items():
    forms.register(Checked, _form, f"plangraph.render.{_writer}")
