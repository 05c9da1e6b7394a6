"""What is decided about transactions. Pure: rows and policy in, findings out."""
