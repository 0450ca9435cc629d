"""Every file in ``invalid`` gives exactly the text in the ``.expected`` file beside it."""

from pathlib import Path

import pytest

from orgsim.scenario import ScenarioError, load_scenario

FOLDER = Path(__file__).parent / "invalid"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_message_is_exactly_the_expected_one(path, monkeypatch):
    monkeypatch.chdir(FOLDER)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path.name)
    expected = path.with_suffix(".expected").read_text(encoding="utf-8")
    assert str(caught.value) + "\n" == expected


def test_every_expected_text_has_its_file():
    assert {path.stem for path in FOLDER.glob("*.expected")} == {path.stem for path in FILES}


def test_problems_are_printable_and_in_order_of_their_lines(monkeypatch):
    monkeypatch.chdir(FOLDER)
    for path in FILES:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path.name)
        places: dict[str, list[tuple[int, int]]] = {}
        for problem in caught.value.problems:
            places.setdefault(problem.file, []).append((problem.line, problem.column))
            assert str(problem).replace("\n", "").isprintable(), path
        for found in places.values():
            assert found == sorted(found), path


def test_a_file_of_two_megabytes_is_refused_without_being_parsed(tmp_path, problems):
    path = tmp_path / "large.yaml"
    path.write_bytes(b"name: X\n" + b"# padding\n" * 200_000)
    (problem,) = problems(path)
    assert problem.message == "the file is too large for a scenario; allowed: up to 1 MB"


def test_more_values_than_a_scenario_can_have(write, problems):
    (problem,) = problems(write("name: X\nrecord: [" + "1," * 100_001 + "]\n"))
    assert "more than 100,000 values" in problem.message


def test_a_missing_file_suggests_its_neighbour(write, problems):
    path = write("name: X\n")
    (problem,) = problems(path.with_name("scenari.yaml"))
    assert problem.message == f"no such file; did you mean {path}?"
    assert (problem.line, problem.excerpt) == (0, "")


def test_a_folder_is_not_a_file(tmp_path, problems):
    (problem,) = problems(tmp_path)
    assert problem.message == "this is a folder; name a scenario file in it"


def test_a_path_that_no_file_can_have(problems):
    (problem,) = problems("a\0b.yaml")
    assert problem.message == "cannot be read: embedded null byte"
    assert str(problem).isprintable()
    assert problems("x" * 5000)[0].message == "cannot be read: File name too long"


def test_no_path_at_all(problems):
    (problem,) = problems("")
    assert str(problem) == "no file is named"


def test_a_link_to_nothing_is_not_its_own_remedy(write, problems, tmp_path):
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "gone.yaml")
    (problem,) = problems(link)
    assert problem.message == "this is a link to a file that is not there"
    (problem,) = problems(write("extends: link.yaml\n"))
    assert problem.message == "this is a link to a file that is not there, got 'link.yaml'"


@pytest.mark.parametrize(
    "text",
    [
        "secret:x:0:0:hunter2:/home:/bin/bash\n",
        "[default]\nsecret_key = hunter2\n",
        "- secret\n",
        "secret: @hunter2\n",
        "secret\x00hunter2\n",
    ],
)
def test_a_file_that_is_no_scenario_is_not_repeated(write, problems, text):
    write(text, "passwords")
    found = problems(write("extends: passwords\n"))
    said = "\n".join(map(str, found))
    assert "passwords:1:" in said or "passwords:2:" in said
    for secret in ("secret", "hunter2"):
        assert secret not in said
