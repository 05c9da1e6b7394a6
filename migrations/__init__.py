"""The schema's history: one revision after another, never changed once released."""
