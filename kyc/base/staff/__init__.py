"""Institutions, outlets, and who may sign in: staff accounts, sessions, second factors, API tokens."""
