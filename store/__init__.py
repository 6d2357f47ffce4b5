"""Reading and writing a centre: a folder of TOML and CSV, or one Excel workbook."""
