"""The visual zone of travel documents: what is printed for people to read, of any state and in many languages.

`labels` words before and over entries · `days` dates in their many forms · `latin` names against their writing in the
zone · `wording` sexes and nationalities · `sheet` the text laid out level · `prints` recognised text as Latin print has it
· `page` what of a page is told so far · `names`, `dates` which print is which · `reading` all of it to values.
"""
