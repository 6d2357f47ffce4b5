"""What happened: clock records against the published roster. Values in, values out: no files, no clock."""
