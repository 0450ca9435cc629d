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
# # What is a title worth elsewhere?
#
# Two startups pay with titles, a big company does not, and the three exchange people. Somebody is
# made Director at a startup with a Senior PM's work, and looks for a job at the big company: as
# what? And who becomes Director in the end, by the way they came in? This notebook follows
# careers across the market. Every number below can be changed; run the cells again and compare.

# %%
import pandas as pd
import plotly.graph_objects as go

import orgsim
from orgsim.results import relevels

REPLICATIONS = 20
MARKET = "../scenarios/talent_market.yaml"
COLOURS = {"big company": "#0072B2", "startups": "#D55E00"}
WHO = ["replication", "person"]

scenario = orgsim.load_scenario(MARKET, ["record=all"])
results = orgsim.run(scenario, replications=REPLICATIONS)
results

# %% [markdown]
# ## One career
#
# A person keeps one name wherever they go: the organization they first came to, the way in, the
# month and a number. `results.people` has a row for each spell of employment. Here is somebody
# who has worked for all three; `highest_rank` is the rung that the highest title stands for,
# `scope` the responsibility really held at the end.

# %%
people = results.people
careers = people.groupby(WHO).agg(
    places=("organization", "nunique"), highest_rank=("highest_rank", "max")
)
whose = careers.sort_values(["places", "highest_rank"]).index[-1]
career = people.set_index(WHO).loc[whose].sort_values("hired")
career[
    [
        "organization",
        "hired_date",
        "left_date",
        "first_level",
        "last_level",
        "highest_rank",
        "scope",
    ]
]

# %% [markdown]
# ## With which title, and as what
#
# `relevels` lists everybody who came with a title. *Inflation* is by how many rungs the title ran
# ahead of the work at the last place, *relevel* how many rungs the new title is above the old
# one. What to look for: people from the startups bring about a rung too much, and that is about
# what the big company takes off. In the other direction titles are honest; what comes off there
# is that a startup assesses roughly, and has only some levels open.

# %%
moves = relevels(results)
moves = moves[moves["origin"].notna()]
moves.groupby(["origin", "organization"], observed=True).agg(
    people=("person", "size"), inflation=("inflation", "mean"), relevel=("relevel", "mean")
).round(2)

# %% [markdown]
# Title by title: left what people held before, right what they are given. Black lines go down.

# %%
orgsim.plots.relevelling_map(results)

# %% [markdown]
# ## Time in level
#
# How long people had been at a level when they moved up, in years, whatever they had been before.
# Those who left or still wait are not in it, so it says how quick the quick ones were: at a
# startup it takes about a year from one title to the next, at the big company up to three.

# %%
kinds = ["hire", "promotion", "title_grant", "exit"]
log = results.events[results.events["kind"].isin(kinds)].sort_values([*WHO, "time"])
log = log.assign(waited=log["time"] - log.groupby(WHO)["time"].shift())
up = log[log["kind"].isin(["promotion", "title_grant"]) & log["waited"].notna()]
levels = ["associate", "pm", "senior_pm", "group_pm", "director"]
waits = up.pivot_table("waited", "organization", "level_from", "median", observed=True)
waits[levels].round(1)

# %% [markdown]
# ## Who reaches Director, by the way they came in?
#
# Of those who came below that title in the first three years, how many held it, anywhere in the
# market, within five years? Whoever left for somewhere else did not, as far as we can see. Change
# the five years, or `DIRECTOR` to 6 for Vice Presidents.

# %%
DIRECTOR, WITHIN = 5, 5
came = log[(log["kind"] == "hire") & log["time"].between(0, 3)].groupby(WHO).first()
came = came[came["rank_to"] < DIRECTOR]
made = log[log["rank_to"] >= DIRECTOR].groupby(WHO)["time"].min()
came["reached"] = (made.reindex(came.index) - came["time"]) <= WITHIN
startups = ["first_startup", "second_startup"]
came["kind of place"] = (
    came["organization"].isin(startups).map({True: "startups", False: "big company"})
)
by_way = came.groupby(["kind of place", "entry_point"], observed=True)["reached"]
reached = by_way.agg(["mean", "size"])

WAYS = ["new_graduate", "near_pm", "entrepreneur", "experienced"]
figure = go.Figure()
for place, colour in COLOURS.items():
    own = reached.loc[place].reindex(WAYS)
    figure.add_bar(
        x=[way.replace("_", " ") for way in WAYS],
        y=own["mean"],
        name=f"began at {place}",
        marker_color=colour,
        customdata=own["size"],
        hovertemplate="%{y:.0%} of %{customdata} people",
    )
figure.update_layout(
    title="The title of Director comes at startups, and to those with experience",
    yaxis={"title": f"Director within {WITHIN} years", "tickformat": ".0%"},
    plot_bgcolor="white",
)

# %% [markdown]
# A title is not the work. Of those who hold a Director's title or a higher one at the end, this
# is the responsibility they carry; a Director's work is rung 5.

# %%
there = people[people["left"].isna() & (people["highest_rank"] >= DIRECTOR)]
there.groupby("organization", observed=True)["scope"].describe()[
    ["count", "25%", "50%", "75%"]
].round(1)

# %% [markdown]
# ## Change a rule: what if the big company believed titles?
#
# `title_credit` says how much of a title counts when somebody is assessed: nothing at the big
# company. Let it be everything. Both runs see the same people and the same luck until the first
# of them is offered another job.

# %%
credit = "organizations.big_company.entry_points.experienced.outside.title_credit"
believing = orgsim.load_scenario(MARKET, ["record=all", f"{credit}=100%"])
comparison = orgsim.compare(
    {"by skill": scenario, "by title": believing}, replications=REPLICATIONS
)


# %%
def into_the_big_company(results):
    moves = relevels(results)
    moves = moves[moves["origin"].notna() & (moves["organization"] == "big_company")]
    return pd.Series(
        {
            "people": len(moves),
            "relevel": moves["relevel"].mean(),
            "inflation": moves["inflation"].mean(),
        }
    )


pd.DataFrame({name: into_the_big_company(each) for name, each in comparison.results.items()}).round(
    2
)

# %% [markdown]
# People keep their titles then, more of them accept, and the big company imports inflation, from
# the startups and from everywhere else. But it comes with the work: whoever is made Director
# there is given a Director's work, so that titles are not inflated, people are stretched. What to
# look for below is effectiveness, which falls. `low` and `high` are the 95 % interval for the
# mean difference.

# %%
differences = comparison.differences
at_the_end = differences[
    (differences["time"] == 8)
    & (differences["organization"] == "big_company")
    & differences["level"].isna()
    & differences["measure"].isin(["effectiveness", "stretch", "director_share", "inflated_share"])
]
at_the_end[["measure", "difference", "low", "high"]].round(3)
