"""What is decided about reports. Pure."""
