"""Plans as tables and back: every sheet, column and rule of reading comes from the shapes."""
