"""What a page shows, as frozen values: nothing here knows HTML, a workbook or a terminal.

Resource, Explanation, Table, Matrix, Network, Flow, Chart, Comparison, Report. `.to(form)` of a value looks its writer up in the registry of `forms`, which `render` and `sheet` fill. A picture is computed here (layout,
bands, labels that do not overlap) and only drawn in `render`.
"""
