"""Workbooks from the shapes, there and back: every sheet, column and rule of reading comes from `shapes/`."""
