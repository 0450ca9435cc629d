# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A promotion policy and an entry point of your own
#
# A company opens an academy: people from support, sales and engineering learn product management
# there and start as Associates. They know less than those whom it hires from outside, and learn
# faster. **Does the company promote them in time - or does its way of promoting keep them where
# they came in?** We write the academy, then a policy that looks at how fast people learn, and
# compare.

# %%
import json
from pathlib import Path

import pandas as pd

import orgsim
from orgsim.results import findings

ROOT = next(each for each in (Path.cwd(), *Path.cwd().parents) if (each / "scenarios").is_dir())

# %% [markdown]
# ## The entry point
#
# An entry point is a part of the scenario. Here it is laid over a shipped one as `--set` does it;
# in a scenario file it stands under `entry_points`. Skill and potential lie on one scale of
# responsibility, on which 1 is an Associate's work, 2 a Product Manager's and 3 a Senior's. Change
# what you like: the weight is relative to those of the other ways in, 100 together.

# %%
academy = {
    "label": "Academy",
    "weight": 50,
    "levels": {"associate": "100%"},
    "time_to_fill": "1 month",
    "cohort": ["March", "September"],
    "skill": {"kind": "normal", "mean": 1.0, "sd": 0.25},
    "potential": {"kind": "normal", "mean": 4.5, "sd": 1},
    "learning_rate": "0.3/year",
}
company = orgsim.load_scenario(
    ROOT / "scenarios" / "big_company.yaml",
    [
        "horizon=6 years",
        "record=all",
        "organizations.big_company.initial.headcount=120",
        "organizations.big_company.warm_up=0 years",
        f"organizations.big_company.entry_points.academy={json.dumps(academy)}",
    ],
)

# %% [markdown]
# ## The policy
#
# A policy says who may be promoted (`eligible`) and who goes first (`score`). It sees columns, one
# entry per person, so that it is arithmetic and no loop. When promotions happen, how many there may
# be and what they change stays as the scenario has it: two cycles a year, with a quota.
#
# This one puts those first whose skill grew most in the last year. `draw.normal` is luck that each
# person has under every policy alike: here the error of a committee that cannot see skill itself.


# %%
class LearnersFirst(orgsim.PromotionPolicy):
    """Who has learned most in a year, of those who can nearly do the next job."""

    def eligible(self, people, now):
        return (people.time_in_level(now) >= 1) & (people.readiness(now) >= -0.5)

    def score(self, people, now, draw):
        learned = people.skill(now) - people.skill(now - 1)
        return learned + 0.1 * draw.normal("committee")


# %% [markdown]
# ## Compared
#
# Both companies meet the same people with the same luck. With 95 % all these intervals hold at
# once.

# %%
comparison = orgsim.compare(
    {
        "as it is": company,
        "learners first": company.with_policy("big_company", LearnersFirst()),
    },
    replications=20,
)
print(*findings(comparison), sep="\n\n")

# %% [markdown]
# The company as a whole hardly notices: its quotas are the same, so about as many are promoted. Now
# the people: **who is better off?** Twins are one person under both policies. `better` is the share
# of those who hold a higher rank in the end under the new policy, `worse` of those who hold a lower
# one.

# %%
twins = comparison.twins()
ranks = twins[(twins["outcome"] == "rank") & (twins["by"] == "entry_point")]
ranks.set_index("which")[["twins", "better", "worse", "difference"]].round(3)

# %% [markdown]
# What the academy's people gain others lose: former entrepreneurs and experienced people can
# already do the job, learn little more in it, and now wait behind those who are catching up.
#
# ## Who reaches Senior?
#
# Of those who came in at least four years before the end: how many were Seniors or higher within
# four years, by where they came from? Whoever leaves before counts as not having made it.


# %%
def senior_within(result, years=4):
    levels = result.levels.drop_duplicates("level").set_index("level")["rank"]
    came = result.people.query(f"spell == 1 and hired >= 0 and hired <= {6 - years}")
    moves = result.events[result.events["rank_to"] >= levels["senior_pm"]]
    first = moves.groupby(["replication", "person"], observed=True)["time"].min().rename("senior")
    came = came.merge(first.reset_index(), on=["replication", "person"], how="left")
    made_it = came["senior"] - came["hired"] <= years
    return made_it.groupby(came["entry_point"], observed=True).mean()


reached = {name: senior_within(result) for name, result in comparison.results.items()}
pd.DataFrame(reached).round(2)

# %%
orgsim.plots.time_to_promotion(comparison.results["learners first"], by="entry_point")

# %% [markdown]
# So a way in and a way up belong together: the same academy is worth more under one policy than
# under another, and no number of the whole company shows it.
#
# **Try:** a slower academy (`learning_rate`); a policy that also counts readiness, `learned + 0.5 *
# people.readiness(now)`; half the committee's error; or a queue, `people.time_in_level(now)`. A
# policy in a file, with settings that a scenario states, is described in
# [docs/how_to/own_policy.md](../docs/how_to/own_policy.md), entry points in
# [docs/how_to/own_entry_point.md](../docs/how_to/own_entry_point.md).
