"""Random ways to be promoted, reviewed and paid, and to leave: sections of an organization."""

from building import Exactly
from hypothesis import strategies as st
from random_hiring import ladder_of


def forks(levels):
    """The levels from which both tracks lead on."""
    straight, across = ladder_of(levels).ways[:, :-1]
    return [name for name, other in zip(levels, straight != across, strict=True) if other]


@st.composite
def triggers(draw, levels):
    """Cycles that may be late, clocks, vacancies where there can be some, or counter-offers."""
    rate = {level: f"{draw(st.sampled_from([0, 0.5, 3, 20]))}/year" for level in ("default", "l0")}
    cycles = st.builds(
        lambda months, jitter: {"kind": "cycle", "months": months, "jitter": jitter},
        st.sampled_from([["January"], ["May", "June"]]),
        st.sampled_from(["0 weeks", "0 weeks", "4 weeks"]),
    )
    options = [cycles, cycles, st.just({"kind": "continuous", "rate": rate})]
    options.append(st.just({"kind": "retention"}))
    if any("seats" in level for level in levels.values()):
        options.append(st.just({"kind": "vacancy"}))
    return draw(st.one_of(options))


@st.composite
def promotions(draw, levels, rated, paid):
    trigger = draw(triggers(levels))
    budgets = [{"kind": "seats"}]
    if trigger["kind"] != "vacancy":
        budgets.append({"kind": "none"})
    if trigger["kind"] == "cycle":
        rounding = draw(st.sampled_from(["carry", "down", "up", "random"]))
        share = f"{draw(st.integers(0, 100))}%"
        budgets += 2 * [{"kind": "quota", "share": share, "rounding": rounding}]
    follows = ["0%", "30%", "100%"]
    budget = draw(st.sampled_from(budgets))
    if paid and trigger["kind"] == "cycle" and draw(st.booleans()):
        budget, follows = {"kind": "money", "pool": draw(st.sampled_from(["1%", "4%"]))}, ["30%"]
    selections = [
        {"kind": "merit", "committee_noise": 0.5},
        {"kind": "merit"},
        {"kind": "merit", "committee_noise": 1, "known_after": "1 year"},
        {"kind": "blend", "weights": {"merit": 1, "tenure": 0.3, "random": -0.5}},
        {"kind": "blend", "weights": {"time_in_level": 1}},
        {"kind": "seniority", "by": "tenure"},
        {"kind": "seniority", "by": "time_in_level"},
        {"kind": "random"},
        {"kind": "worst"},
        {"kind": "chance", "probability": "40%"},
    ]
    redraw = {"kind": "redraw", "stretch": {"kind": "normal", "mean": 0, "sd": 0.5}}
    transfers = [
        {"kind": "carry"},
        {"kind": "carry", "noise": {"kind": "uniform", "min": -0.5, "max": 0.5}, "max": 3},
        redraw,
        {"kind": "blend", "carried": "50%", "redraw": redraw},
    ]
    eligibility = {"min_time_in_level": draw(st.sampled_from(["0 days", "1 year"]))}
    if draw(st.booleans()):
        eligibility["readiness_bar"] = {"default": -1, "l0": -0.5}
        eligibility["skip_levels"] = draw(st.sampled_from([0, 1, 9]))
    if rated:
        eligibility["min_rating"] = draw(st.sampled_from([None, 3]))
    retention = st.sampled_from(["100%", {"default": "30%", "l0": "100%"}])
    kept = {"probability": draw(retention)}
    if trigger["kind"] != "retention":
        kept = draw(st.sampled_from([None, kept]))
    changes = [None, "40%", {"default": "0%", "l0": "100%"}] if "l0" in forks(levels) else [None]
    limits = [None]
    if forks(levels) or len(levels) > 2:  # then there is a way up
        limits += [{"passed_over": 1}, {"after": "1 year"}, {"passed_over": 2, "after": "8 months"}]
        limits += [{"passed_over": 1, "levels": ["l0"]}]
    return Exactly(
        {
            "trigger": trigger,
            "selection": draw(st.sampled_from(selections)),
            "budget": budget,
            "eligibility": eligibility,
            "effect": {
                "scope_follows": draw(st.sampled_from(follows)),
                "skill": draw(st.sampled_from(transfers)),
            },
            "track_change": draw(st.sampled_from(changes)),
            "retention": kept,
            "up_or_out": draw(st.sampled_from(limits)),
        }
    )


def ways_to_leave(top):
    """By a rate, by a distribution of stays, or by chance at yearly steps."""
    stays = [
        {"kind": "lognormal", "median": "8 months", "sigma": 1},
        {"kind": "weibull", "scale": "1 year", "shape": 0.6},
        {"kind": "gamma", "mean": "1 year", "sd": "4 months"},
        {"kind": "exponential", "mean": "10 days"},
    ]
    return st.one_of(
        st.sampled_from([0, 0.2, 3, 30]).map(lambda rate: {"base": f"{rate}/year"}),
        st.sampled_from(stays).map(lambda stay: {"stay": stay}),
        st.permutations(stays).map(lambda s: {"stay": {"default": s[0], top: s[1]}}),
        st.sampled_from([0, 40, 100]).map(
            lambda chance: {"yearly_chance": {"default": f"{chance}%", top: "10%"}}
        ),
    )


@st.composite
def attrition(draw, top):
    steps = [{"after": "1 month", "factor": 0.5}, {"after": "1 year", "factor": 2}]
    everywhere = {"market": "70%", "founder": "20%", "left_field": "10%"}
    destinations = {"default": everywhere, top: {"general_management": "50%", "retirement": "50%"}}
    rules = {
        "base": None,
        **draw(ways_to_leave(top)),
        "tenure_factor": draw(st.sampled_from([[], steps])),
        "patience": "6 months",
        "patience_effect": draw(st.sampled_from([0, 0.3])),
        "readiness_effect": draw(st.sampled_from([0, 0.2])),
        "destinations": draw(st.sampled_from([None, everywhere, destinations])),
    }
    if draw(st.booleans()):
        rules["skill_floor"] = {"default": 1, top: 1.5}
    if draw(st.booleans()):
        rules["age_limit"] = "60 years"
        rules["retirement"] = draw(st.sampled_from(["birthday", "yearly_step"]))
    return rules


def reviews():
    """None, thresholds or forced distributions, from tolerance to the first poor rating's exit."""
    forced = {"kind": "forced", "shares": ["6%", "14%", "50%", "25%", "5%"]}
    rules = st.fixed_dictionaries(
        {
            "months": st.sampled_from([["January"], ["May", "June"]]),
            "noise": st.sampled_from([0, 0.4]),
            "least_tenure": st.sampled_from(["0 days", "5 months"]),
            "rating": st.sampled_from(
                [{"kind": "thresholds"}, forced, {**forced, "within": "level"}]
            ),
            "performance_management": st.sampled_from(
                [
                    None,
                    {"bar": 3, "running": 1, "tolerance": "40%"},
                    {"running": 2, "tolerance": "0%"},
                ]
            ),
        }
    )
    return st.none() | rules


@st.composite
def pay(draw, names, rated):
    """None, or narrow and wide bands, a market with and without luck, raises within budgets."""
    step = draw(st.sampled_from([0, 40_000]))
    bands = {
        name: {"min": 80_000 + step * i, "mid": 100_000 + step * i, "max": 130_000 + step * i}
        for i, name in enumerate(names)
    }
    merit = {
        "raises": ["0%", "0%", "4%", "8%", "100%"],
        "budget": draw(st.sampled_from(["1%", "5%"])),
    }
    rules = {
        "bands": Exactly(bands),
        "compa_ratio": {"kind": "normal", "mean": 1, "sd": 0.2},
        "entry_compa_ratio": draw(st.sampled_from([{}, {"others": 1.1}])),
        "merit": draw(st.sampled_from([None, merit])) if rated else None,
        "promotion_raise": draw(st.sampled_from(["0%", "17.4%"])),
        "market_drift": draw(st.sampled_from(["-10%/year", "8%/year"])),
        "volatility": draw(st.sampled_from([0, 0.1])),
        "recalibrate_every": draw(st.sampled_from([None, "1 month", "7 months", "2 years"])),
        "hiring_cost": draw(st.sampled_from(["0%", "20%"])),
    }
    return draw(st.sampled_from([None, Exactly(rules)]))
