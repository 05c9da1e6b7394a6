"""The characters of a machine-readable zone (ICAO Doc 9303-3, section 4)."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
FILLER = "<"
