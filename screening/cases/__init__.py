"""Alerts joined to cases, and cases worked to an end by two people."""
