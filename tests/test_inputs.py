from pathlib import Path

import pytest

from analyzer.errors import ConfigError
from analyzer.inputs import find


@pytest.fixture
def library(tmp_path: Path) -> Path:
    files = [
        "calls.csv",
        "people.csv",
        "north/a.vtt",
        "north/a.txt",
        "south/a.vtt",
        "b.zip",
        "logo.png",
        ".hidden/c.vtt",
        "out/d.vtt",
    ]
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


def test_a_directory_gives_transcripts_and_tables(library: Path) -> None:
    found = find([library], ignore=library / "out")
    assert [file.path.relative_to(library).as_posix() for file in found.files] == [
        "b.zip",
        "north/a.txt",
        "north/a.vtt",
        "south/a.vtt",
    ]
    assert (found.calls, found.people) == (library / "calls.csv", library / "people.csv")
    assert [path.name for path in found.ignored] == ["logo.png"]


def test_a_name_is_short_first_and_unique_at_last(library: Path) -> None:
    [file] = find([library / "north" / "a.vtt"]).files
    assert file.names == ("a", "a.vtt", file.source)
    [inside] = [f for f in find([library]).files if f.source.endswith("south/a.vtt")]
    assert inside.names[:2] == ("south/a", "south/a.vtt")


def test_a_file_given_is_taken_whatever_its_name(library: Path) -> None:
    assert [f.path.name for f in find([library / "logo.png", library / "calls.csv"]).files] == [
        "calls.csv",
        "logo.png",
    ]


def test_globs_and_repetitions(library: Path) -> None:
    paths = [f"{library}/*/a.vtt", library / "north" / "a.vtt"]
    assert len(find(paths).files) == 2


@pytest.mark.parametrize("path", ["nothing.vtt", "*.nothing"])
def test_a_path_that_names_nothing_is_an_error(library: Path, path: str) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        find([library / path])


def test_a_directory_without_transcripts_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "logo.png").touch()
    with pytest.raises(ConfigError, match="no transcripts there"):
        find([tmp_path])
