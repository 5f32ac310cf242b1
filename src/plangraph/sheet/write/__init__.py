"""From tables to files: workbooks that explain themselves, with drop-downs, and CSV files."""
