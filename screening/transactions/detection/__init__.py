"""Detection: rules in SQL over what customers did, the findings they lead to, and what a change of a rule would lead to."""
