"""Who is listed: one reader for each publisher's format, versions of each list, and what changed between them."""
