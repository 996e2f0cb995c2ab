"""The call page: what it says, that it stands alone, and that a transcript cannot break it."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from analyzer.report import call_page
from analyzer.taxonomy import LABELS, labels

ATTACKS = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "<!-- --><svg onload=alert(1)>",
    "javascript:alert(1)",
    "a & b < c",
]


class Page(HTMLParser):
    """The elements and the visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def all(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.tags if name in attrs]

    def section(self, heading: str) -> str:
        html = self.html[self.html.index(f'aria-labelledby="{heading}"') :]
        return Page(html[: html.index("</section>")]).text


@pytest.fixture
def page(call) -> Page:
    return Page(call_page(*call))


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("cycle", "Align unite people, time and money around a shared purpose 52 % 4"),
        (
            "cycle",
            "intersect What do both sides want that is the same? ✓ on track 0:04 , 0:08 30 % 2",
        ),
        (
            "cycle",
            "hardly more. No choice is weighed against a stated criterion. 0:20 10 % 1",
        ),
        ("cycle", "✗ off track No asking for support was found. 0 % 0"),
        ("cycle", "· not called for 0 % 0"),
        ("time-for", "invest Ask what the choice has to meet, and who decides by it."),
        ("time-for", "criterion is stated. People argue against each other"),
        ("time-for", "Is there money for it this half? Mara Ito , 0:20"),
        ("time-for", "close Repeat each open request and wait for the answer"),
        ("time-for", "a yes, a no or a counter-offer: 0 % of 1."),
        ("promises", "Could have said: [who], can you get us the volumes by [date]?"),
        ("talk", "Talk share of the rep 62 % up to 65 % Gong Labs"),
        ("talk", "Longest monologue of the rep, min:s 1:15 up to 1:16 Demodesk"),
        ("talk", "Wait of the rep before speaking 0.6 s"),
        ("talk", "Questions of the rep an hour –"),
        ("cycle", "Adjust turn experience into improvement – 0"),
        ("cycle", "Waste talk about work in place of work <1 % 2"),
        ("cycle", "1 unsure utterance left out"),
        ("promises", "Mara Ito → to Devon Ash : send the quote by Friday"),
        ("promises", "(Tue 3 Mar – Fri 6 Mar 2026)"),
        ("promises", "◆ explicit result can be checked firm promise"),
        ("waste", "In the labelled words of Devon Ash 57 % ."),
        (
            "promises",
            "result can be checked firm promise, open Mara Ito , 0:28",
        ),
        ("promises", "Nobody : get us the volumes"),
        (
            "promises",
            "no owner, no date no number or deliverable to check firm request, unanswered",
        ),
        ("waste", "opinion 87 % Honestly, our last vendor was hopeless. Devon Ash , 0:16"),
        ("transcript", "0:24 Could be, if it is under thirty. unsure clarify 28 %"),
        ("transcript", "close 87 % promise close 87 % clarify 28 %"),
        ("definitions", labels[0].definition),
    ],
)
def test_says(page, section, said):
    assert said in page.section(section)


@pytest.mark.parametrize(
    "said",
    [
        "Date Tue 3 Mar 2026 Team North Rep Mara Ito Duration 0:41 Speakers 2 Words 1,234",
        "conversations present 4 of 8 1 on track, 3 weak, 2 off track promise",
        "promise made 1 1 asked, 0 offered",
        "commitments explicit 1 of 1",
        "left unsure 11 % of words, 1 utterance",
        "For coaching, not for employment decisions.",
        "taxonomy 1 · model 1a2b · 2026-03-03-ash",
    ],
)
def test_says_in_header_and_footer(page, said):
    assert said in page.text


def test_leaves_out_what_is_unknown(page):
    assert "Kind" not in page.texts
    assert "Customer" not in page.texts
    assert not re.search(r"\b(None|nan|NaT)\b", page.text)


def test_says_when_nothing_was_found(call):
    harmless = ~call.utterances["phase"].eq("waste")
    page = Page(call_page(call.row, call.utterances[harmless], call.promises.iloc[:0]))
    assert "No promise, request or offer was found." in page.text
    assert "No gossip, opinion, excuse or blame was found." in page.text


def test_every_label_is_defined_and_filtered(page):
    assert {f"define-{name}" for name in LABELS} <= set(page.all("id"))
    said = {"intersect", "invent", "invest", "close", "opinion", "excuse", "other", "unsure"}
    assert {attrs["value"] for _, attrs in page.tags if attrs.get("name") == "show"} == {
        "all",
        *said,
    }


def test_links_lead_somewhere(page):
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    links = page.all("href")
    assert {"#u7", "#u9", "#p1", "#p2", "#define-unsure"} <= set(links)
    assert {href.removeprefix("#") for href in links} <= set(ids)


def test_headings_make_an_outline(page):
    levels = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels == ["h1", *["h2"] * (len(levels) - 1)]


def test_needs_nothing_from_elsewhere(page):
    assert not re.search(r"https?:|url\(|@import|\bsrc=", page.html)
    assert {tag for tag, _ in page.tags}.isdisjoint({"link", "img", "iframe", "object", "base"})


def test_policy_allows_its_own_style_and_script_only(page):
    policy = dict(part.split(" ", 1) for part in page.all("content")[0].split("; "))
    assert policy["default-src"] == "'none'"
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        (inline,) = re.findall(f"<{tag}>(.*?)</{tag}>", page.html, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert policy[directive] == f"'sha256-{digest}'"
    assert not any(name == "style" or name.startswith("on") for _, a in page.tags for name in a)


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_stays_text(call, page, attack):
    call.row |= dict.fromkeys(("title", "team", "rep", "customer", "kind"), attack)
    call.row |= {"conversation": attack, "model": attack}
    call.utterances = call.utterances.assign(text=attack, speaker=attack, role=attack)
    said = dict.fromkeys(("who", "to", "what", "when_text", "quote"), attack)
    call.promises = call.promises.assign(**said)
    attacked = Page(call_page(*call))
    assert attack in attacked.text
    known = {(tag, *attrs) for tag, attrs in page.tags}
    assert {(tag, *attrs) for tag, attrs in attacked.tags} <= known


def test_control_characters_are_neutralised(call):
    call.row["title"] = "half\ud83d"
    call.utterances["text"] = "red\x1b[31m \x9b2J \u202eneddih\u202c nul\x00"
    html = call_page(*call)
    assert "half\ufffd" in html
    assert "red\ufffd[31m \ufffd2J neddih nul\ufffd" in html


def test_without_times_moments_are_numbers(call):
    page = Page(call_page(call.row, call.utterances.assign(start=None, end=None), call.promises))
    assert "The transcript has no times: position is by words." in page.text
    assert "Devon Ash , #4" in page.section("waste")


def test_without_speakers(call):
    utterances = call.utterances.assign(speaker=None, role=None)
    assert "Unknown speaker" in Page(call_page(call.row, utterances, call.promises)).text


def test_a_label_may_come_without_confidence(call):
    page = Page(call_page(call.row, call.utterances.assign(confidence=None), call.promises))
    assert "opinion Honestly, our last vendor was hopeless." in page.section("waste")
    assert "None" not in page.text


def test_says_when_nothing_stands_out(call):
    call.row |= {"criteria_stated": True, "answered_share": 1.0}
    assert "Nothing stands out." in Page(call_page(*call)).section("time-for")


def test_moments_of_findings_lead_there(page):
    html = page.html[page.html.index('id="time-for"') : page.html.index('id="timeline"')]
    assert re.findall(r'href="(#u\d+)"', html) == ["#u5", "#u8"]


def test_a_row_needs_no_scores(call):
    page = Page(call_page({"conversation": "bare"}, call.utterances, call.promises))
    assert page.text.startswith("bare ")
    assert "track" not in page.section("cycle")
    assert {"time-for", "talk"}.isdisjoint(page.all("id"))
    assert "None" not in page.text
    assert "0 %" not in page.section("cycle")
