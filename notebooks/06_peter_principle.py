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
# # Promote the best?
#
# Laurence Peter's principle of 1969: whoever is good at a job is promoted, until it is a job that
# they are not good at, and there they stay. Alessandro Pluchino, Andrea Rapisarda and Cesare
# Garofalo (2010, "The Peter principle revisited", Physica A 389:467) asked what an organization can
# do about it, and found that it depends on something nobody knows for certain: whether the best at
# one job are good at the next.
#
# Their organization is a pyramid of 160 posts in six levels. Once a year people leave whose
# competence (normal, mean 7, from 1 to 10) has turned out below 4, or who are 60; each post is
# filled from the level below, working from the top, and recruits come in at the bottom. There are
# two hypotheses about competence in the new job,
#
# - **common sense**: it carries over, give or take a point;
# - **Peter**: it is drawn anew, for the new job asks for other talents;
#
# and three ways to choose: the **best** of the level below, anybody at **random**, or the
# **worst**.

# %%
from itertools import product

import pandas as pd
from plotly.subplots import make_subplots

import orgsim

YEARS, RUNS = 120, 10

HYPOTHESES = {"common_sense": "common sense", "peter": "Peter"}
CHOICES = {"best": "#0072B2", "random": "#B8860B", "worst": "#D55E00"}  # with their colours

# %% [markdown]
# The paper runs 1,000 years and 50 organizations: set `YEARS, RUNS = 1000, 50` above, which takes
# some minutes. The organization settles within 60 years, so that shorter runs tell the same story.


# %%
def simulate(hypothesis, choice):
    scenario = orgsim.load_scenario(
        f"../scenarios/peter_principle/{hypothesis}_{choice}.yaml", [f"horizon={YEARS} years"]
    )
    levels = orgsim.run(scenario, replications=RUNS).levels
    # Posts are vacant on the anniversaries until the recruits arrive: look half a year later.
    return levels[levels["time"] % 1 == 0.5].assign(
        hypothesis=HYPOTHESES[hypothesis], promoted=choice
    )


levels = pd.concat(simulate(*case) for case in product(HYPOTHESES, CHOICES))
posts = levels.groupby(["hypothesis", "promoted"])["headcount"].sum() / (YEARS * RUNS)
posts.rename("people in the organization")

# %% [markdown]
# ## Efficiency
#
# How well the organization works is the competence of its people weighed by their responsibility,
# which grows from .2 at the bottom to 1 at the top: 100 would be tens everywhere. In scenario files
# and tables competence is `skill`, and responsibility `scope`.


# %%
def efficiency(levels, by):
    weight = levels["headcount"] * levels["scope"]
    sums = pd.DataFrame({"weight": weight, "competence": weight * levels["skill"]})
    sums = sums.groupby([levels[column] for column in by], observed=True).sum()
    return (100 * sums["competence"] / (10 * sums["weight"])).rename("efficiency")


over_time = efficiency(levels, ["hypothesis", "promoted", "time"])
figure = make_subplots(1, 2, shared_yaxes=True, subplot_titles=list(HYPOTHESES.values()))
for column, hypothesis in enumerate(HYPOTHESES.values(), start=1):
    for choice, colour in CHOICES.items():
        own = over_time[hypothesis, choice]
        figure.add_scatter(
            x=own.index,
            y=own,
            name=f"the {choice}" if choice != "random" else "anybody",
            line_color=colour,
            showlegend=column == 1,
            row=1,
            col=column,
        )
figure.update_layout(plot_bgcolor="white", legend_title="who is promoted")
figure.update_xaxes(title="years", showline=True, linecolor="lightgrey")
figure.update_yaxes(title="efficiency", col=1)

# %% [markdown]
# All begin near 70, with people as they come. Where a good worker makes a good boss, promoting the
# best pays. Where the new job asks for other talents it is the most harmful thing to do: it takes
# people out of the jobs that they are good at, and moves on those who happen to be good again,
# until everybody sits where they are not. Promoting the *worst* leaves the good ones in their
# place. Settled, that is

# %%
settled = levels[levels["time"] > YEARS / 2]
table = efficiency(settled, ["hypothesis", "promoted"]).reset_index()
table = table.pivot_table("efficiency", "hypothesis", "promoted")
table.round(1)

# %% [markdown]
# Over years 600 to 1,000 of 50 runs it comes to
#
# |              | best | random | worst |
# |--------------|------|--------|-------|
# | common sense | 76.7 | 70.8   | 66.2  |
# | Peter        | 59.7 | 69.7   | 79.9  |
#
# ## Where it comes from
#
# Mean competence by level, the lowest first. With common sense promotions sort people: the best
# gather at the top, and the bottom pays for it. Under the Peter hypothesis nothing gathers: whoever
# arrives at a level is anybody, and promotions take the best, or the worst, away again. Only the
# single post at the top, out of which nobody is promoted, keeps them all.

# %%
people = settled.assign(competence=settled["headcount"] * settled["skill"])
sums = people.pivot_table(
    ["competence", "headcount"], ["hypothesis", "promoted"], "level", "sum", observed=True
)
(sums["competence"] / sums["headcount"]).round(1)

# %% [markdown]
# ## Who does not know should not bet
#
# Against drawing lots, whoever promotes the best wins some if common sense is right and loses more
# if Peter is. Lots win nothing and lose nothing: the paper recommends them, or promoting the best
# and the worst by turns, to those who do not know which hypothesis holds.

# %%
table.sub(table["random"], axis=0).round(1)
