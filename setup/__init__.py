"""The set-up: from a fresh clone to everything the house needs, before anything is installed.

`make` calls it through setup/start.sh. Standard library only. Each step leaves a stamp, so that a second start
does nothing and an interrupted one goes on where it stopped.
"""
