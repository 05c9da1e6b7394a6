"""Scan in, checked reading out. No database, no web."""
