"""What became of each element between two plans, and what two cities have beside one another: values, page, workbook, JSON."""
