"""The teller's end-of-day self-check: own large cash business, what is missing, doubts raised, and two signatures."""
