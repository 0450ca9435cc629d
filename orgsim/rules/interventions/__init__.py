"""Interventions: what is done to an organization on a day of the scenario, one file per kind."""
