"""Outside evidence of who a customer is: the networked citizen-ID check, the chip of the card, what is still asked."""
