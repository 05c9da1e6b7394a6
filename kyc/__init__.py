"""WHO the customer is: documents, customer files, risk grades."""
