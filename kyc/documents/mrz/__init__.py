"""Machine-readable zones (ICAO Doc 9303): found on a page, read cell by cell, decoded together with their check digits.

`alphabet` its characters · `grammar` what may stand where · `decode` the likeliest lines under it · `fields` lines to
fields · `cells` the network that reads single characters · `zone` where the lines and their cells are · `reader` all
of it in order.
"""
