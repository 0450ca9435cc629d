"""The textbook SimPy program of the same model, which checks the block engine.

One process per employee, requisition and apprentice; every start, offer, exit, consideration and
refresh is an event of its own at its exact time; one replication at a time. It follows the same
rules (`orgsim.rules`) with the same keyed draws (`orgsim.randomness`), but shares nothing with the
block engine beside the order of the day, so that both must write the same event log: columns and
blocks are a faster way to the same model and not another model.

Read `replication` first (what an organization does), then `employee` (one career), `recruiting`
(who answers requisitions), `filling` (the life of one) and `promoting`.
"""

from orgsim.simulation.reference.replication import simulate_one_by_one, simulate_replication

__all__ = ["simulate_one_by_one", "simulate_replication"]
