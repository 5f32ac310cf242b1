"""Faults planted into the cells of a clean workbook, and how many of them the rules find: a harness for the tests."""
