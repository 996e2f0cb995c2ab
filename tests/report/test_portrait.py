"""The reports on reps and teams: their numbers, links and structure, and whom they rank."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser

from analyzer.aggregate import Window
from analyzer.errors import ConfigError, StoreError
from analyzer.report import (
    call_markdown,
    gather_portfolio,
    pdf,
    portrait_folder,
    portrait_markdown,
    portrait_page,
)
from analyzer.report.markdown import escape
from analyzer.report.portrait import portray

DAY = date(2026, 7, 31)
MARA, BO = "Mara Ito", "Bo <b>Lund</b>"


def page(directory: Path, by: str = "rep", name: str = MARA, period: str = "2026Q3") -> Any:
    found = gather_portfolio(directory, by, name, Window.parse(period), as_of=DAY)
    return parser.fromstring(portrait_page(found))


def text(node: Any) -> str:
    return " ".join(" ".join(node.itertext()).split())


def section(tree: Any, name: str) -> str:
    (found,) = tree.xpath(f"//section[@aria-labelledby='{name}']")
    return text(found)


@pytest.mark.parametrize(
    ("by", "name", "where", "said"),
    [
        ("rep", MARA, "trend", "Waste 7 % (4 % to 10 %) not enough calls to compare with 2026 Q2"),
        ("rep", MARA, "trend", "n = 1 and 6"),
        ("rep", MARA, "trend", "team north & co, Mara Ito included"),
        ("rep", MARA, "promises", "n = 6, as of Fri 31 Jul 2026"),
        ("rep", MARA, "promises", "explicit 6 of 6"),
        ("rep", MARA, "promises", "overdue, 147 days ◆ explicit"),
        ("rep", MARA, "findings", "to work on in 6 of 6 calls"),
        ("rep", MARA, "practice", "Ask “What does it have to meet, and who decides?”"),
        ("rep", MARA, "cycle", "close 0 6 0"),
        ("rep", MARA, "calls", "Call 5 <i> Mon 6 Jul 2026 · demo"),
        ("rep", MARA, "talk", "Talk share of the rep 62 % 6 up to 65 %"),
        ("team", "north & co", "reps", "Bo <b>Lund</b> 1 1"),
        ("team", "north & co", "reps", "In the order of names, not of merit"),
        ("team", "north & co", "promises", "Mara Ito to Devon Ash : send the quote"),
    ],
)
def test_what_is_said(directory: Path, by: str, name: str, where: str, said: str) -> None:
    assert said in section(page(directory, by, name), where).replace("\xa0", " ")


def test_figures_are_those_of_the_calls(directory: Path) -> None:
    found = gather_portfolio(directory, "rep", "mara", Window.parse("2026Q3"), as_of=DAY)
    shown = portray(found)
    waste = next(figure for figure in shown.figures if figure[1] == "Waste")
    assert waste[0] == "7 %"
    assert waste[2].endswith("pooled 7 % of 540 labelled words")
    assert ("Calls", "6") in shown.facts
    assert ("Minutes", "5, 5 of 6 calls timed") in shown.facts


def test_strengths_come_first(directory: Path) -> None:
    found = gather_portfolio(directory, "rep", MARA, Window.parse("2026Q3"), as_of=DAY)
    kinds = [one.pattern.kind for one in portray(found).found]
    assert len(kinds) == 3
    assert kinds == sorted(kinds, reverse=True)
    assert all(one.quotes for one in portray(found).found)


def test_few_calls_are_told_and_get_no_interval(directory: Path) -> None:
    tree = page(directory, name="bo", period="2026-07")
    assert "Fewer than 5 calls" in text(tree.find(".//main"))
    own = tree.xpath("//section[@aria-labelledby='trend']//figure//circle/@class")
    assert set(own) == {"own"}


def test_reps_stand_in_the_order_of_names_without_ranks(directory: Path) -> None:
    tree = page(directory, "team", "north & co")
    names = tree.xpath("//section[@aria-labelledby='reps']//tbody/tr/th")
    assert [text(name) for name in names] == [BO, MARA]
    assert "rank" not in section(tree, "reps").replace("never ranked", "")


@pytest.mark.parametrize("by", ["rep", "team"])
def test_structure(directory: Path, by: str) -> None:
    tree = page(directory, by, MARA if by == "rep" else "north & co")
    assert [len(tree.xpath(f"//{tag}")) for tag in ("h1", "main", "header", "footer")] == [1] * 4
    levels = [int(node.tag[1]) for node in tree.xpath("//h1|//h2|//h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in tree.xpath("//nav//@href")} <= set(ids)
    assert set(tree.xpath("//*[@aria-labelledby]/@aria-labelledby")) <= set(ids)
    assert not tree.xpath("//script | //img | //link | //iframe")
    assert not [link for link in tree.xpath("//@href") if ":" in link]
    assert all(tree.xpath("boolean(@aria-label)") for tree in tree.xpath("//svg[@role='img']"))
    assert "not for employment decisions" in text(tree.find(".//footer"))
    assert "of the labelled words, those that talk about work" in text(tree.find(".//footer"))


def test_names_cannot_be_markup(directory: Path) -> None:
    assert not page(directory, name=BO, period="2026Q3").xpath("//h1/b | //th//i | //a/i")


def test_links_of_a_folder_lead_to_their_moments(directory: Path) -> None:
    found = gather_portfolio(directory, "rep", MARA, Window.parse("2026Q3"), as_of=DAY)
    pages = {str(path): content for path, content in portrait_folder(found)}
    assert len(pages) == 7
    links = parser.fromstring(pages["index.html"]).xpath("//main//@href")
    assert len([link for link in links if "#" in link]) > 6
    for link in links:
        path, _, moment = link.partition("#")
        target = parser.fromstring(pages[path])
        assert not moment or target.xpath(f"//*[@id='{moment}']")
        assert target.xpath("//p[@class='back']/a/@href") == ["../index.html"]


def test_a_single_page_links_to_no_file(directory: Path) -> None:
    links = page(directory).xpath("//@href")
    assert links and all(link.startswith("#") for link in links)


@pytest.mark.parametrize(
    ("name", "period", "reason"),
    [
        ("nobody", "2026Q3", "no rep is called 'nobody'; there is Bo"),
        ("o", "2026Q3", "2 are called 'o'"),
        (MARA, "2024Q3", "no call of Mara Ito in 2024 Q3; there are calls from 2026-04-08 to"),
    ],
)
def test_who_and_when_have_to_be_known(
    directory: Path, name: str, period: str, reason: str
) -> None:
    with pytest.raises(StoreError, match=re.escape(reason)):
        gather_portfolio(directory, "rep", name, Window.parse(period), as_of=DAY)


def test_markdown_says_the_same(directory: Path) -> None:
    found = gather_portfolio(directory, "rep", MARA, Window.parse("2026Q3"), as_of=DAY)
    said = portrait_markdown(found)
    assert "**7 %** Waste (mean of 6 calls; 4 % to 10 %" in said
    assert "Call 5 \\<i\\>" in said and "<i>" not in said.replace("\\<i\\>", "")
    assert "## One practice for next week\n\nAsk “What does it have to meet" in said
    assert "not for employment decisions" in said


def test_call_as_markdown(call: Any) -> None:
    said = call_markdown(*call)
    assert "| invest | ~ weak: " in said
    assert "**send the quote** by Friday (Tue 3 Mar – Fri 6 Mar 2026): ◆ explicit" in said
    assert "**Mara Ito** 0:28" in said


@pytest.mark.parametrize(
    ("given", "safe"),
    [("a|b", "a\\|b"), ("- no list", "\\- no list"), ("12) no", "12\\) no"), ("<b>", "\\<b\\>")],
)
def test_markdown_is_text(given: str, safe: str) -> None:
    assert escape(given) == safe


def test_a_pdf_without_a_printer_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(ConfigError, match="a PDF needs Chromium"):
        pdf.write_pdf("<p>", tmp_path / "a.pdf")


@pytest.mark.skipif(pdf.find_browser() is None, reason="no browser: scripts/install-browser.sh")
def test_pdf(tmp_path: Path) -> None:
    pdf.write_pdf("<!doctype html><title>a</title><p>said", tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
