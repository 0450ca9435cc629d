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
# # Who works at which level, ten years on?
#
# A startup pays with titles, a big company with money. This notebook simulates both, looks at how
# their level mixes drift apart, and then changes one rule at the big company to see what it does.
# Every number below can be changed; run the cells again and compare.

# %%
import orgsim

scenario = orgsim.load_scenario("../scenarios/startup_vs_big_company.yaml")
results = orgsim.run(scenario, replications=50)
results

# %% [markdown]
# ## The level mix
#
# Each colour is a level, the same in both panels. What to look for: of the startup's six people
# half begin with a Director's title or a higher one. Hiring dilutes them at first; then titles
# given instead of money win them back. At the big company the mix hardly moves.

# %%
orgsim.plots.level_mix(results)

# %% [markdown]
# The same as numbers. `results.levels` has a row for every replication, organization, snapshot
# and level; everything else is derived from it. `results.summary` holds means and quantiles over
# replications: here the share of people with a Director's title or a higher one, at the end, with
# the range of the middle 90 % of replications.

# %%
summary = results.summary
directors = summary[(summary["measure"] == "director_share") & (summary["time"] == 10)]
directors[["organization", "mean", "q05", "q95"]].round(3)

# %% [markdown]
# ## Titles and responsibility
#
# Rank is what the title stands for, scope the responsibility really held. Their difference is
# title inflation, in rungs of the reference ladder: a Director doing a Senior PM's work is +2.

# %%
orgsim.plots.title_inflation(results)

# %% [markdown]
# ## Change a rule
#
# Does it matter whom the big company promotes? Here is a policy of our own: longest in level
# first, whoever has waited two years. When, how many and with which effect stay as the scenario
# has them. Change the two years, or return `people.skill(now)` as the score.


# %%
class PromoteByTenure(orgsim.PromotionPolicy):
    """Longest in level first, whoever has waited two years."""

    def eligible(self, people, now):
        return people.time_in_level(now) >= 2

    def score(self, people, now, draw):
        return people.time_in_level(now)


by_tenure = scenario.with_policy("big_company", PromoteByTenure())
comparison = orgsim.compare({"as it is": scenario, "by tenure": by_tenure}, replications=50)

# %% [markdown]
# Both scenarios see the same people and the same luck, so a difference of a fraction of a point
# can be told from chance. `low` and `high` are the 95 % interval for the mean difference; `stretch`
# is how far responsibility exceeds skill.

# %%
differences = comparison.differences
at_the_end = differences[
    (differences["time"] == 10)
    & (differences["organization"] == "big_company")
    & differences["measure"].isin(["director_share", "stretch", "attrition"])
]
at_the_end[["measure", "difference", "low", "high", "standard_error", "unpaired_standard_error"]]

# %% [markdown]
# The startup's rules are untouched, so nothing at all differs there:

# %%
untouched = differences[differences["organization"] == "startup"]
float(untouched["difference"].abs().max())

# %%
orgsim.plots.level_mix_difference(comparison)
