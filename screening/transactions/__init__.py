"""What customers pay in and take out: intake, same-day sums, and what must be reported."""
