"""What an organization decides: one concept, one file.

Each file holds a section of the scenario file (a frozen model) and its arithmetic on columns.
Rules read columns and return decisions; they change nothing.
"""
