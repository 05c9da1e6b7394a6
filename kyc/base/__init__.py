"""The floor every stage stands on. Knows nothing of money laundering."""
