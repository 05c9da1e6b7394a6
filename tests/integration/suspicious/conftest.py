"""A bank with a customer who structures deposits, and the people who work cases."""

from tests.specimen_cases import customer, desks, structured

__all__ = ["customer", "desks", "structured"]
