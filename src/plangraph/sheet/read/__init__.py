"""From files to tables: workbooks and CSV files of any make, their sheets and columns recognised, their cells as text."""
