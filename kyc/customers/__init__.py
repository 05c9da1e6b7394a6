"""Who the customer is: the file of each customer, every earlier version of it, and their accounts."""
