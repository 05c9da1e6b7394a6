"""Names held against names: one score, made of named factors, for names of every script."""
