"""Promotion policies: when, who may, who goes first, how many, and what changes."""
