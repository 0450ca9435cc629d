"""What happens: people in columns, replications in blocks, SimPy's calendar.

`simulate_block` runs some replications of a scenario in lockstep and returns raw columns. The
order of a day stands in `orgsim.simulation.day`.
"""

from orgsim.simulation.block import block_size, simulate_block

__all__ = ["block_size", "simulate_block"]
