"""Interventions: what happens to an organization on a given day.

One file per kind. An intervention falls on the first of a month, before the stage gate and
whatever else that day has.
"""
