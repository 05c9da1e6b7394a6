"""Large-value and suspicious reports: assembled, checked, approved by two, written as files, followed to their receipt."""
