"""Customers held against the lists: who may be listed, what was decided of it by two people, and what that stops."""
