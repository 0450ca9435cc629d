"""`python -m orgsim`: the command where it is not on the path."""

from orgsim.cli.main import main

main()
