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
# # Which numbers matter?
#
# A startup's titles run ahead of its responsibilities. How far depends on numbers that somebody
# decides, such as how fast it grows and how much of a new job comes with a new title, and on others
# that nobody knows, such as how soon people grow impatient. Which of them matter, and how much of
# what one company sees is luck? All points below are simulated under the same luck.

# %%
from pathlib import Path

import plotly.graph_objects as go

import orgsim

ROOT = next(each for each in (Path.cwd(), *Path.cwd().parents) if (each / "scenarios").is_dir())
startup = orgsim.load_scenario(ROOT / "scenarios" / "startup.yaml", ["horizon=5 years"])
PREFIX = "organizations.startup."
WORKERS = 1  # so few points are done before others have started; None for all processors

# %% [markdown]
# ## What somebody decides
#
# A grid of three rates of growth by three shares of the new job that come with the title.

# %%
decided = orgsim.sweep(
    startup,
    {
        f"{PREFIX}plan.rate": "15%/year..60%/year",
        f"{PREFIX}promotion.effect.scope_follows": "10%..70%",
    },
    levels=3,
    replications=6,
    workers=WORKERS,
    measures=["title_inflation", "director_share"],
)
orgsim.plots.response_curves(decided)

# %% [markdown]
# Each curve is a mean over the others. The points themselves, a column for each rate of growth,
# show whether the share of the job matters more where growth is fast:

# %%
table = decided.wide("title_inflation").rename(columns=lambda name: name.removeprefix(PREFIX))
table.pivot_table("mean", "promotion.effect.scope_follows", "plan.rate").round(2)

# %% [markdown]
# In words, with 95 % intervals. The shares are of the spread over these nine points; twice the
# range would be four times the variance.

# %%
print(*orgsim.results.sweep_findings(decided), sep="\n\n")

# %% [markdown]
# ## What nobody knows
#
# Whatever is marked as an assumption in the preset and in the defaults, varied over its plausible
# range: the band by luck alone beside the band if the assumptions may be off. (Few points, so that
# this notebook is quick: take 128.) Of a file, `orgsim.sweep(path, uncertain=True)` leaves out what
# the file itself states.

# %%
unknown = orgsim.sweep(
    ROOT / "scenarios" / "startup.yaml",
    uncertain=True,
    points=12,
    replications=4,
    workers=WORKERS,
    measures=["title_inflation", "director_share", "effectiveness"],
    at=["5 years"],
)
unknown.bands[["measure", "varies", "mean", "q05", "q95"]].round(3)

# %% [markdown]
# Which of them move it? By how much the outcome changes from the lower end of a range to the upper,
# the eight largest, with 95 % intervals. A dozen points cannot keep more assumptions than
# that apart: what varied together by chance shares the credit, so that some bars are here by
# mistake. See how the list changes with 32 points, and with 128.

# %%
shares = unknown.indices[
    (unknown.indices["index"] == "effect") & (unknown.indices["measure"] == "title_inflation")
].assign(parameter=lambda rows: rows["parameter"].astype(str).str.removeprefix(PREFIX))
shares = shares.assign(size=shares["value"].abs()).nlargest(8, "size").sort_values("size")
figure = go.Figure(
    go.Bar(
        x=shares["value"],
        y=shares["parameter"],
        orientation="h",
        marker_color="#0072B2",
        error_x={
            "array": shares["high"] - shares["value"],
            "arrayminus": shares["value"] - shares["low"],
        },
    )
)
figure.update_layout(
    xaxis_title="change of title inflation over the plausible range, rungs",
    yaxis_automargin=True,
    margin_t=20,
    plot_bgcolor="white",
)

# %% [markdown]
# ## Who gains, and who loses
#
# A sweep answers for the organization. For people answer twins: the same person, with the same
# talents and the same luck, in the startup as it is and in one that considers people half as often.
# What to look for: about a quarter end with a lower title, and hardly anybody with a higher one.
# Let the job come with the title instead, `promotion.effect.scope_follows=70%`: nobody's title
# changes, only the work behind it.

# %%
patient = orgsim.load_scenario(
    ROOT / "scenarios" / "startup.yaml",
    ["horizon=5 years", f"{PREFIX}promotion.trigger.rate.default=0.4/year"],
)
comparison = orgsim.compare(
    {"as it is": startup, "half as often": patient}, replications=6, workers=WORKERS
)
twins = comparison.twins()
twins[(twins["outcome"] == "rank") & (twins["by"] != "first_level")][
    ["by", "which", "twins", "better", "worse", "difference", "only_baseline", "only_variant"]
].round(3)
