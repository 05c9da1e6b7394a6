"""The visual zone of travel documents: what is printed for people to read, of any state and in many languages.

`labels` words before and over entries · `days` dates in their many forms · `latin` names against their writing in the
zone · `wording` sexes and nationalities · `sheet` the text laid out level · `reading` all of it to values.
"""
