"""What to expect of a scenario before it is run: mean flows from the rules, and warnings."""
