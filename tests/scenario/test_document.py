"""YAML 1.2, its core schema, and where things stand."""

import pytest

from orgsim.scenario.document import read_document
from orgsim.scenario.nodes import Mapping
from orgsim.scenario.scalars import plain_value
from orgsim.scenario.source_text import decode


def read(text: str):
    node, problems = read_document(decode(text.encode(), "text.yaml"))
    assert problems == []
    return node


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("012", 12),
        ("0o14", 12),
        ("0x1F", 31),
        ("+3", 3),
        ("-7", -7),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("-.INF", float("-inf")),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("1,000", "1,000"),
        ("7%", "7%"),
        ("=", "="),
    ],
)
def test_a_plain_word_means_what_the_core_schema_says(text, value):
    assert plain_value(text) == value
    assert type(plain_value(text)) is type(value)


def test_quoted_words_are_text():
    assert read("a: '12'\nb: \"null\"\nc: |\n  true\n").data() == {
        "a": "12",
        "b": "null",
        "c": "true\n",
    }


def test_keys_are_text_as_written():
    assert read("0x1: a\n1: b\ntrue: c\n").data() == {"0x1": "a", "1": "b", "true": "c"}


def test_aliases_repeat_a_value():
    assert read("a: &x [1, {b: 2}]\nc: *x\n").data()["c"] == [1, {"b": 2}]


def test_a_byte_order_mark_and_any_line_ends_are_nothing():
    data = b"\xef\xbb\xbfa: 1\r\nb:\r  c: 2\n"
    node, problems = read_document(decode(data, "text.yaml"))
    assert not problems
    assert isinstance(node, Mapping)
    assert node.data() == {"a": 1, "b": {"c": 2}}
    assert node.entries["b"].key_mark.line == 2


def test_every_key_and_value_knows_its_place():
    node = read("a: 1\nlong:\n  - x\n  - {y: 2}\n")
    assert (node.entries["a"].key_mark.column, node.entries["a"].node.mark.column) == (1, 4)
    items = node.entries["long"].node.items
    assert [(item.mark.line, item.mark.column) for item in items] == [(3, 5), (4, 5)]
    assert items[1].entries["y"].node.mark.column == 9


def test_the_depth_allowed_is_one_hundred():
    read("[" * 100 + "]" * 100)
    _, problems = read_document(decode(b"[" * 101 + b"]" * 101, "text.yaml"))
    assert [problem.message for problem in problems] == ["nested too deeply; allowed: 100 levels"]


def test_many_mistakes_are_found_in_one_reading():
    text = "a: !x 1\na: 2\nb:\n<<: {}\nc: *d\n"
    _, problems = read_document(decode(text.encode(), "text.yaml"))
    assert [problem.line for problem in problems] == [1, 2, 3, 4, 5]
