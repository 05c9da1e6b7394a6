"""Pages and JSON interface of what customers do: cash entry, findings, self-check."""
