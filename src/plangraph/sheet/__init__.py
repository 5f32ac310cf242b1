"""Plans as tables and back: reading and writing workbooks, and what lies between.

`read/` takes any workbook or CSV to grids, tables and columns; `write/` makes workbooks whose sheets and columns follow from the shapes. Between them stand rows as statements, their identities, the draft that is
checked cell by cell, and the files of Turtle that an import changes byte by byte. What was not read is said, never dropped in silence.
"""

from plangraph.view import register

register("plangraph.view.table:Links", "ttl", "plangraph.sheet.turtle_files:candidates")
