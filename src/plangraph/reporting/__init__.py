"""Findings of a check in other forms: for CI, as a baseline, as a page, and marked in a copy of the workbook."""
