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
# # Which way of promoting?
#
# One company of 300 people and seven ways of promoting them. **Which keeps people and fills its
# posts from inside, and what does it cost?** Every policy sees the same people and the same luck,
# so that what differs is the policy.

# %%
import orgsim
from orgsim.results import findings

path = "../scenarios/promotion_policies.yaml"
scenario = orgsim.load_scenario(path, ["horizon=5 years"])
list(scenario.stated_policies)

# %% [markdown]
# `compare` runs them all. The scenario asks for 200 replications over ten years; a few over five
# are enough to look around.

# %%
comparison = orgsim.compare(scenario, replications=16)
print(*findings(comparison), sep="\n\n")

# %% [markdown]
# The table behind it: with 95 % all intervals `low` to `high` of the rows that are `told` hold at
# once. `probability_better` is that of the mean difference; where neither direction is better, it
# is the probability of a higher value.

# %%
told = comparison.differences.query("told and level.isna()")
columns = ["difference", "low", "high", "better", "probability_better", "variance_ratio"]
told.query("measure == 'director_share'").set_index("variant")[columns].round(4)

# %%
told.query("measure == 'attrition'").set_index("variant")[columns].round(4)

# %% [markdown]
# How much did the common luck help? The variance of the difference would have been so many times as
# large with luck of its own for each policy.

# %%
ratios = told.pivot(index="measure", columns="variant", values="variance_ratio")
ratios.dropna(how="all").round(1)

# %% [markdown]
# The differences as a forest, the baseline in grey. What to look for: filling each post from below
# when it is free (*vacancy-driven*) moves more people up than any calendar; *up or out* has people
# leave who would have stayed; and going by seniority is paid for in effectiveness.

# %%
orgsim.plots.differences(comparison)

# %% [markdown]
# ## Does the order matter?
#
# A policy is a scenario and can be changed like one; any scenarios can be compared by name. Here
# are two that differ in nothing but who goes first: the longest in level, or anybody. Take others,
# or another measure out of `orgsim.results.MEASURES`.

# %%
policies = scenario.stated_policies
two = {"seniority": policies["seniority"], "lottery": policies["random"]}
fair = orgsim.compare(two, replications=16, measures=["effectiveness", "promotion_rate"])
fair.differences.query("told")[["measure", *columns]].round(4)
