"""Kept and forgotten by law: how long a customer's data must be kept, what holds it longer, its end, and who may have a copy."""
