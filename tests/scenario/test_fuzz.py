"""Whatever a file holds: a scenario, or a ScenarioError that can be printed."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgsim.scenario import ScenarioError, load_scenario

SLOW = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = (
    "a b name: seed: organizations: extends: levels: plan: kind: growth small.yaml 3 7% -1 .nan "
    "null ~ true yes 12%/year [ ] { } , : - ? | > & &a *a *b ! !!str !<x> % @ ` ' # << --- ..."
)
SIGNS = ['"', "\\", "\n", "\n  ", "\n    ", "\t", " ", "6 months", "%YAML 1.2", "\r", "\x00", "ü"]
TOKENS = st.sampled_from([*WORDS.split(), *SIGNS, "\ufeff", "\u2028"])


def loads_or_complains(path, overrides=()):
    problems = None
    try:
        load_scenario(path, overrides)
    except ScenarioError as error:
        problems = error.problems
    if problems is not None:
        assert problems
        assert all(problem.message for problem in problems)
        "\n".join(map(str, problems)).encode("utf-8")


@SLOW
@given(data=st.binary(max_size=200))
def test_any_bytes(tmp_path, data):
    path = tmp_path / "any.yaml"
    path.write_bytes(data)
    loads_or_complains(path)


@SLOW
@given(tokens=st.lists(TOKENS, max_size=40), glue=st.sampled_from(["", " "]))
def test_anything_that_looks_like_yaml(tmp_path, tokens, glue):
    path = tmp_path / "tokens.yaml"
    path.write_text(glue.join(tokens), encoding="utf-8", newline="")
    loads_or_complains(path)


@SLOW
@given(data=st.data())
def test_a_good_file_with_values_exchanged(small, tmp_path, data):
    text = small.read_text(encoding="utf-8")
    words = list(re.finditer(r"[\w%/.]+(?: \w+)*", text))
    for _ in range(data.draw(st.integers(1, 4))):
        word = data.draw(st.sampled_from(words)).group()
        text = text.replace(word, data.draw(TOKENS | st.text(max_size=6)), 1)
    path = tmp_path / "changed.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    loads_or_complains(path)


@SLOW
@given(override=st.text(max_size=20) | st.lists(TOKENS, max_size=8).map("=".join))
def test_any_override(small, override):
    loads_or_complains(small, [override])


@SLOW
@given(
    path=st.sampled_from(["seed", "organizations.small.plan", "organizations.small.levels.pm"]),
    value=st.text(max_size=20) | st.lists(TOKENS, max_size=8).map("".join),
)
def test_any_value_set(small, path, value):
    loads_or_complains(small, [f"{path}={value}"])
