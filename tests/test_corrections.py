from pathlib import Path

import pytest

from analyzer import batch, corrections
from analyzer.errors import AnalyzerError, ConfigError, ReadError
from analyzer.inputs import find

CALL = """\
Dana: Thanks for the time. What made you look at this now?
Joanne: We lose two days every month to manual dispatch.
Dana: I'll send you the pilot terms by Friday.
"""
HEAD = "conversation,index,label,act,by,at\n"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calls")
    for name in ("harbor", "lakeside"):
        (folder / f"{name}.txt").write_text(CALL)
    batch.score(find([str(folder)]).files, folder / "out", workers=1)
    return folder / "out"


def corrected(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "corrections.csv"
    path.write_text(rows)
    return path


def test_corrections_are_labelled_conversations(results: Path, tmp_path: Path) -> None:
    rows = "harbor,1,intersect,none,ana,2026-03-02\nlakeside,3,close,promise,,\n"
    first, second = corrections.load(corrected(tmp_path, HEAD + rows), results)
    assert [u.label for u in first.utterances] == [None, "intersect", None, None]
    assert first.utterances[2].speaker == "Joanne"
    assert (second.group, second.utterances[3].act) == ("lakeside", "promise")


def test_the_last_row_counts_and_the_act_may_be_left_out(results: Path, tmp_path: Path) -> None:
    path = corrected(tmp_path, "conversation,index,label\nharbor,1,review\nharbor,1,invest\n")
    [conversation] = corrections.load(path, results)
    assert (conversation.utterances[1].label, conversation.utterances[1].act) == ("invest", None)


WRONG = [
    ("conversation,label\nharbor,close\n", "lacks the column index"),
    (HEAD, "holds no corrections"),
    (HEAD + "harbor,one,close,,,\n", ":2: expected an index from 0"),
    (HEAD + "harbor,1,close,,,\nharbor,1,chat,,,\n", ":3: unknown label or act: 'chat'"),
    (HEAD + "harbor,1,close,vow,,\n", "unknown label or act: 'close', 'vow'"),
    (HEAD + "harbor,99,close,,,\n", ":2: harbor has no utterance 99, only 4"),
    (HEAD + "seaside,1,close,,,\n", ":2: no conversation 'seaside'"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_wrong_corrections(results: Path, tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        corrections.load(corrected(tmp_path, text), results)
    assert message in str(caught.value)


def test_labels_come_from_a_directory_or_one_file_too(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("# kind: demo\nDana\tI'll send it.\tclose\tpromise\n")
    assert corrections.load(tmp_path) == corrections.load(tmp_path / "a.tsv")


MISSING = [("nothing.csv", ConfigError), ("nothing", ReadError)]


@pytest.mark.parametrize(("name", "error"), MISSING)
def test_labels_that_are_not_there(
    results: Path, tmp_path: Path, name: str, error: type[AnalyzerError]
) -> None:
    with pytest.raises(error):
        corrections.load(tmp_path / name, results)


def test_corrections_need_their_results(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="need the results directory"):
        corrections.load(corrected(tmp_path, HEAD))
