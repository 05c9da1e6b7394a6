"""Facts and policy become a grade with its reasons; two people stand behind it."""
