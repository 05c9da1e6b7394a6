"""Backup and restore: database, scans and keys, encrypted, in pieces that are kept once, proved when they are read."""
