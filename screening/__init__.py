"""WHAT the customer touches: transactions, self-checks, and later lists, cases and reports."""
