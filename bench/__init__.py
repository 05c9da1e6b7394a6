"""Speed, measured: each bench is a ratio against a named baseline in the same run, with JSON beside the table."""
