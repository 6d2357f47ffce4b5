"""What work earns: schemes, scores, grades, pay and ladders. Pure: values in, values out, no files and no clock."""
