"""The reporting interface as data: fields, messages, codes."""
