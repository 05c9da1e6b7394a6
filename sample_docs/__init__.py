"""Specimens of identity documents, drawn and damaged on purpose, for tests, measurements and the demo.

Every person here is generated, every picture says 样本 SPECIMEN, and nothing generated is kept in git.
"""
