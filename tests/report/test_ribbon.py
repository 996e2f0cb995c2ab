"""The geometry of the ribbon."""

from dataclasses import replace

import pytest

from analyzer.report.ribbon import MAX_LANES, draw
from analyzer.report.view import gather


@pytest.fixture
def lines(call):
    return gather(*call).lines


def test_a_lane_for_each_speaker_in_order(lines):
    lanes = draw(lines).lanes
    assert [(lane.name, lane.role, len(lane.blocks)) for lane in lanes] == [
        ("Mara Ito", "rep", 6),
        ("Devon Ash", "customer", 4),
    ]
    assert lanes[1].words == 28


def test_position_is_time(lines):
    ribbon = draw(lines)  # ten utterances of three seconds, four seconds apart: 39 seconds
    block = ribbon.lanes[1].blocks[0]
    assert ribbon.timed
    assert (block.x, block.width) == pytest.approx((100 * 8 / 39, 100 * 3 / 39))


def test_time_begins_with_the_first_utterance(lines):
    later = [replace(line, start=line.start + 3594, end=line.end + 3594) for line in lines]
    ribbon = draw(later)
    assert ribbon.starts == pytest.approx(draw(lines).starts)
    assert [name for _, name in ribbon.ticks] == ["1:00:00", "1:00:10", "1:00:20", "1:00:30"]
    assert ribbon.ticks[0][0] == pytest.approx(100 * 6 / 39)


@pytest.mark.parametrize("missing", [0, 5, 9])
def test_position_is_words_when_a_time_is_missing(lines, missing):
    timeless = [replace(line, start=None) if line.index == missing else line for line in lines]
    ribbon = draw(timeless)
    words = sum(line.words for line in lines)
    assert not ribbon.timed
    assert ribbon.starts[1] == pytest.approx(100 * lines[0].words / words)


def test_without_an_end_it_lasts_until_the_next(lines):
    ribbon = draw([replace(line, end=None) for line in lines])
    widths = [block.width for lane in ribbon.lanes for block in lane.blocks]
    assert max(widths) == pytest.approx(100 * 4 / 36)
    assert min(widths) == 0  # the last


def test_phases_have_rows_of_their_own(lines):
    ribbon = draw(lines)
    rows = {block.line.phase: block.y for lane in ribbon.lanes for block in lane.blocks}
    assert rows["align"] < rows["act"] < rows["waste"] < rows["other"] < rows["unsure"]
    assert all(b.y + b.height <= ribbon.height for lane in ribbon.lanes for b in lane.blocks)


def test_many_speakers_share_the_last_lane(lines):
    crowd = [replace(lines[0], index=i, speaker=f"Guest {i}", text="hm " * i) for i in range(1, 12)]
    lanes = draw(crowd).lanes
    assert len(lanes) == MAX_LANES
    assert [lane.name for lane in lanes[:2]] == ["Guest 5", "Guest 6"]
    assert (lanes[-1].name, lanes[-1].words) == ("4 others", 1 + 2 + 3 + 4)


def test_nobody_says_anything():
    assert draw([]).lanes == ()
