"""One writer a form: HTML, SVG, workbooks, CSV, JSON, SARIF, JUnit, the terminal."""
