"""How fast orgsim is, against what, and whether both agree: `python -m benchmarks`."""
