"""Plain text and Markdown: who speaks, when, and which colons are only speech."""

from __future__ import annotations

import pytest

from analyzer.errors import ReadError
from analyzer.readers import parse
from analyzer.transcript import Transcript


def read(text: str, name: str = "call.txt") -> Transcript:
    [transcript] = parse(text.encode(), name)
    return transcript


def said(transcript: Transcript) -> list[tuple[str | None, float | None, str]]:
    return [(turn.speaker, turn.start, turn.text) for turn in transcript]


SHAPES = {
    "rev": "Ann Lee (00:00:01):\nThanks for your time.\n\nBo (00:01:04):\nOf course.\n",
    "rev without colon": "Ann Lee (00:01)\nThanks for your time.\n\nBo (01:04)\nOf course.\n",
    "otter": "Ann Lee  0:01  \nThanks for your time.\n\nBo  1:04  \nOf course.\n",
    "descript": "[00:00:01] Ann Lee: Thanks for your time.\n\n[00:01:04] Bo: Of course.\n",
    "time after name": "Ann Lee: [00:00:01] Thanks for your time.\n\nBo: [00:01:04] Of course.\n",
    "time in brackets": "Ann Lee [00:00:01]: Thanks for your time.\nBo [00:01:04]: Of course.\n",
    "time then colon": "Ann Lee 00:00:01:\n\nThanks for your time.\n\nBo  00:01:04:\n\n"
    "Of course.\n",
    "colon then time": "Ann Lee: 00:00:01\n\nThanks for your time.\n\nBo: 00:01:04\n\nOf course.\n",
    "mixed": "Ann Lee: 00:00:01\n\nThanks for your time.\n\nBo 00:01:04: \n\nOf course.\n",
    "bold": "**Ann Lee:** [00:00:01] Thanks for your time.\n\n**Bo:** [00:01:04] Of course.\n",
    "bold with time": "**Ann Lee** [00:01]\nThanks for your time.\n\n**Bo** [01:04]\nOf course.\n",
    "time line": "Ann Lee\n0:01\nThanks for your time.\nBo\n1:04\nOf course.\nBo\n1:09\nSure.\n",
    "time first": "00:01 Ann Lee\nThanks for your time.\n\n01:04 Bo\nOf course.\n\n"
    "01:09 Bo\nSure.\n",
    "time and dash": "[00:00:01.5] - Ann Lee\nThanks for your time.\n\n"
    "[00:01:04.5] - Bo\nOf course.\n\n[00:01:09.0] - Bo\nSure.\n",
    "bar": "Ann Lee | 00:01\nThanks for your time.\n\nBo | 01:04\nOf course.\n",
    "dash": "0:01 - Ann Lee\n  Thanks for your time.\n\n1:04 - Bo\n  Of course.\n\n"
    "1:09 - Bo\nSure.\n",
    "tab": "Ann Lee\t00:01\tThanks for your time.\nBo\t01:04\tOf course.\n",
    "spaces": "Ann Lee    00:01    Thanks for your time.\nBo    01:04    Of course.\n",
    "italic time": "**Ann Lee** *00:01*\n\nThanks for your time.\n\n**Bo** *01:04*\n\nOf course.\n",
    "name above": "Ann Lee\n[00:00:01.0] - Thanks for your time.\n\n"
    "Bo\n[00:01:04.0] - Of course.\n\nBo\n[00:01:09.0] - Sure.\n",
    "time first, paragraphs": "00:01 Ann Lee\n\nThanks for your time.\n\n01:04 Bo\n\nOf course.\n\n"
    "01:09 Bo\n\nSure.\n",
    "colon below": "0:01 - Ann Lee\n  Thanks for your time.\n\n1:04 - Bo\n"
    "  Of course. TO DO: send it.\n\n1:09 - Bo\n  Sure.\n",
    "range": "[00:00:01 - 00:00:04] Ann Lee: Thanks for your time.\n"
    "[00:01:04 - 00:01:05] Bo: Of course.",
    "messenger": "[1/2/26, 10:02:11] Ann Lee: Thanks for your time.\n"
    "[1/2/26, 10:03:14] Bo: Of course.",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_head_of_a_turn(shape: str) -> None:
    transcript = read(SHAPES[shape])
    first, second = transcript.turns
    assert (first.speaker, first.text) == ("Ann Lee", "Thanks for your time.")
    assert second.speaker == "Bo"
    assert second.text.startswith("Of course.")
    assert first.start is not None and second.start is not None
    assert second.start - first.start == 63.0


UNTIMED = {
    "lines": "Ann: Good to see you.\nBo: You too.\nAnn: Shall we?",
    "paragraphs": "Ann: Good to see you.\n\nBo: You too.\n\nAnn: Shall we?",
    "bold": "**Ann:** Good to see you.\n\n**Bo:** You too.\n\n**Ann:** Shall we?",
    "bold name": "**Ann**: Good to see you.\n\n**Bo**: You too.\n\n**Ann**: Shall we?",
    "bullets": "- **Ann**: Good to see you.\n- **Bo**: You too.\n- **Ann**: Shall we?",
    "captions": ">> Ann: Good to see you.\n>> Bo: You too.\n>> Ann: Shall we?",
    "indented": "  Ann:   Good to see you.\n  Bo:   You too.\n  Ann:  Shall we?",
    "bracketed": "[Ann] Good to see you.\n[Bo] You too.\n[Ann] Shall we?",
    "numbered": "1. Ann: Good to see you.\n2. Bo: You too.\n3. Ann: Shall we?",
    "names above": "Ann\nGood to see you.\n\nBo\nYou too.\n\nAnn\nShall we?",
    "titles": "**Ann** -- *CEO*\n\nGood to see you.\n\n**Bo** -- *Analyst*\n\nYou too.\n\n"
    "**Ann** -- *CEO*\n\nShall we?",
    "alone": "Ann:\nGood to see you.\n\nBo:\nYou too.\n\nAnn:\nShall we?",
    "recogniser": "SPEAKER: S1\nGood to see you.\n\nSPEAKER: S2\nYou too.\n\n"
    "SPEAKER: S1\nShall we?\n",
    "wrapped": "Ann: Good to\nsee you.\nBo: You\ntoo.\nAnn: Shall we?",
}


@pytest.mark.parametrize("shape", UNTIMED)
def test_label_before_words(shape: str) -> None:
    transcript = read(UNTIMED[shape])
    ann, bo = ("S1", "S2") if shape == "recogniser" else ("Ann", "Bo")
    assert said(transcript) == [
        (ann, None, "Good to see you."),
        (bo, None, "You too."),
        (ann, None, "Shall we?"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Akira | Sales",
        "@kim / Kim Ode (ACME-12)",
        "Fay + Gus 🚗",
        "+1 408 555 0134",
        "Lou’s iPhone",
        "nina",
        "jo-ann brown",
        "Dr. Eva Ruiz",
        "Will White",
        "Speaker 12",
        "SPEAKER 1",
        "Me",
        "spk0",
        "Hon. Ida Moe (Minister of Families, Children and Social Development)",
        "田中さん",
        "أحمد",
        "Ольга Петрова",
        "ௌௌௌௌௌௌ",
    ],
)
def test_names_of_every_kind(name: str) -> None:
    text = f"{name}: Good to see you.\nBo: You too.\n{name}: Shall we?\nBo: Yes, let us.\n"
    assert read(text).speakers == (name, "Bo")


@pytest.mark.parametrize(
    "speech",
    [
        "So here's the thing: we need it by May.",
        "Note: the pilot has three sites.",
        "Bottom line: we go.",
        "My question is: who signs?",
        "https://example.com has it",
        "10:30 works for me",
        "The goal: fewer stock-outs.",
        "I said to her: not this quarter.",
        "First: price. Second: time.",
    ],
)
def test_colon_in_speech_is_no_speaker(speech: str) -> None:
    text = f"Ann: Let me start.\n{speech}\nBo: Okay then.\nAnn: {speech}\nBo: Fine.\n"
    transcript = read(text)
    assert transcript.speakers == ("Ann", "Bo")
    assert [turn.text for turn in transcript][0::2] == [f"Let me start. {speech}", speech]


def test_time_as_an_answer() -> None:
    transcript = read("Ann: When shall we meet?\nBo: 10:30\nAnn: Good, see you.\nBo: Bye!\n")
    assert said(transcript)[1] == ("Bo", None, "10:30")


def test_fullwidth_colon() -> None:
    transcript = read("田中：こんにちは。\n佐藤：はい、こんにちは。\n田中：始めましょう。\n")
    assert transcript.speakers == ("田中", "佐藤")


def test_paragraphs_without_a_label_go_on() -> None:
    transcript = read("**Ann:** One thing.\n\nAnd another.\n\n**Bo:** I see.\n\n**Ann:** Good.\n")
    assert transcript.turns[0].text == "One thing.\nAnd another."
    assert transcript.segments == 3


def test_times_within_a_turn_become_marks() -> None:
    transcript = read("Ann (0:01): We start [00:01:00] with price.\nBo (1:30): Good.\n")
    turn = transcript.turns[0]
    assert turn.text == "We start with price."
    assert [(mark.offset, mark.start) for mark in turn.marks] == [(0, 1.0), (9, 60.0)]


def test_stage_notes_are_no_words() -> None:
    transcript = read("Ann: [laughter] Well (inaudible) yes.\nBo: [crosstalk 00:12]\nAnn: I see.\n")
    ann, bo, _ = transcript.turns
    assert ann.text == "Well yes."
    assert [(note.offset, note.text) for note in ann.notes] == [
        (0, "[laughter]"),
        (5, "(inaudible)"),
    ]
    assert (bo.text, bo.notes[0].text) == ("", "[crosstalk 00:12]")


def test_header_lines() -> None:
    transcript = read(
        "# date: 2026-03-04\n# team: North\n# mood: good\n# kind: renewal\n"
        "# participants: Ann (role: rep); Bo Li (role: customer)\n\nAnn: Hello, Bo.\nBo Li: Hi!\n"
    )
    assert transcript.date is not None and transcript.date.isoformat() == "2026-03-04T00:00:00"
    assert (transcript.metadata["team"], transcript.metadata["kind"]) == ("North", "renewal")
    assert transcript.metadata["mood"] == "good"
    assert transcript.roles == {"Ann": "rep", "Bo Li": "customer"}


def test_roles_are_header_keys_only_with_a_name() -> None:
    spoken = read("Rep: Hello, how are you?\nCustomer: Fine, thanks.\n")
    assert spoken.speakers == ("Rep", "Customer")
    headed = read("Date: 2026-03-04\nCustomer: Acme\n\nAnn: Hello, Bo.\nBo: Hi!\n")
    assert (headed.metadata["customer"], headed.speakers) == ("Acme", ("Ann", "Bo"))


def test_a_company_with_a_full_stop_is_no_words_of_a_customer() -> None:
    headed = read("date: 2026-03-11\ncustomer: Acme Lifts, Inc.\n\nAnn: Hello, Bo.\nBo: Hi, Ann!\n")
    assert (headed.metadata["customer"], headed.speakers) == ("Acme Lifts, Inc.", ("Ann", "Bo"))


def test_front_matter() -> None:
    transcript = read(
        "---\ntitle: Pricing talk\ndate: 2026-03-04\nspeakers:\n  - Ann Lee\n---\n"
        "Ann:\n\nHello there.\n\nBo 00:00:46:\n\nHi.\n\nAnn 00:00:50:\n\nReady?\n",
        "talk.md",
    )
    assert (transcript.title, str(transcript.date)) == ("Pricing talk", "2026-03-04 00:00:00")
    assert said(transcript)[:2] == [("Ann", None, "Hello there."), ("Bo", 46.0, "Hi.")]


def test_google_meet() -> None:
    transcript = read(
        "Weekly sync (2026-03-04 16:05 GMT) - Transcript\nAttendees\nAnn Lee, Bo\nTranscript\n"
        "00:00:00\n\nAnn Lee: Hi.\nBo: Hello, Ann.\n00:05:00\n\nAnn Lee: So: next.\n"
        "Transcription ended after 00:06:11\n"
    )
    assert transcript.producer == "Google Meet"
    assert str(transcript.date) == "2026-03-04 16:05:00"
    assert said(transcript)[-1] == ("Ann Lee", 300.0, "So: next.")


def test_summary_above_a_transcript() -> None:
    transcript = read(
        "📝 Notes\n\nPricing Terms: Ann Lee explained the discount.\n\nNext: Bo sends it.\n\n"
        "📖 Transcript\n\n00:00:00\n\nAnn Lee: Hi.\nBo: Hello, Ann.\nAnn Lee: Shall we?\n"
    )
    assert transcript.speakers == ("Ann Lee", "Bo")
    assert "2 lines before the first speaker were left out" in str(transcript.warnings[0])


def test_otter_with_keywords_and_footer() -> None:
    transcript = read(
        "Weekly sync\nTue, Jan 6, 2026 10:30AM • 45:12\nSUMMARY KEYWORDS\npricing, pilot\n"
        "SPEAKERS\nAnn Lee, Bo\n\nAnn Lee  00:00\nHello all.\n\nUnknown Speaker  59:58\nHi.\n\n"
        "Ann Lee  1:00:12\nOkay.\n\nTranscribed by https://otter.ai\n"
    )
    assert transcript.producer == "Otter"
    assert (transcript.title, str(transcript.date)) == ("Weekly sync", "2026-01-06 10:30:00")
    assert said(transcript)[1:] == [
        ("Unknown Speaker", 3598.0, "Hi."),
        ("Ann Lee", 3612.0, "Okay."),
    ]


def test_lines_left_out_are_said() -> None:
    transcript = read(
        "# Talk\n\nRecorded in our office.\n\nAnn: Hello there.\n\n## Prices\n\nAnn: So what now?\n"
    )
    assert transcript.title == "Talk"
    assert [str(warning) for warning in transcript.warnings] == [
        "line 7: 1 lines that head a section were left out",
        "line 3: 1 lines before the first speaker were left out",
    ]


def test_roles_as_labels() -> None:
    transcript = read("Agent: Thanks for calling, how can I help?\nCustomer: My order is late.\n")
    assert transcript.roles == {"Agent": "rep", "Customer": "customer"}


def test_question_and_answer() -> None:
    transcript = read("Q: What made you look?\nA: We lose two days.\nQ: I see.\nA: That is why.\n")
    assert transcript.speakers == ("Q", "A")


DATED = {
    "Acme sync - March 4, 2026": "2026-03-04 00:00:00",
    "Recorded on 4 March 2026 by Zoom, 45m": "2026-03-04 00:00:00",
    "Sync (2026-03-04 16:05 GMT)": "2026-03-04 16:05:00",
    "Sync 2026-03-04 16:05": "2026-03-04 16:05:00",
    "Sync 03/04/2026": "None",
    "Plan for 2026": "None",
}


@pytest.mark.parametrize("line", DATED)
def test_date_above_the_first_words(line: str) -> None:
    transcript = read(f"{line}\n\nAnn: Hello there, Bo.\nBo: Hi, how are you?\nAnn: Good.\n")
    assert str(transcript.date) == DATED[line]


def test_a_turn_longer_than_what_is_looked_at() -> None:
    long = "so the thing is we went there and they said it would not work " * 500
    found = read(f"Al: what do you think about all this\nBea: {long}\nAl: okay\n")
    assert [turn.speaker for turn in found] == ["Al", "Bea", "Al"]


@pytest.mark.parametrize(
    "times",
    [
        ("00:00.000 --> 00:02.500", "00:02.500 --> 00:04.000", "00:04.000 --> 00:05.000"),
        ("0.00s -> 2.50s", "2.50s -> 4.00s", "4.00s -> 5.00s"),
    ],
)
def test_times_without_speakers(times: tuple[str, str, str]) -> None:
    words = ("Hello and welcome", "to the show.", "Yeah.")
    transcript = read("".join(f"[{t}]  {w}\n" for t, w in zip(times, words, strict=True)))
    assert said(transcript) == [(None, 0.0, "Hello and welcome to the show. Yeah.")]
    assert (transcript.segments, transcript.duration) == (3, 5.0)


def test_whisper_text_without_times() -> None:
    transcript = read(
        "Welcome back to the show.\nToday we talk about pricing and\nhow to keep "
        "discounts small.\nI think that matters.\nYeah, it really does.\n"
    )
    assert (transcript.format, transcript.segments, transcript.speakers) == ("whisper_txt", 5, ())


NO_TRANSCRIPT = {
    "quoting.md": "# tool\n\n```console\n$ tool show\n0:03 Ann Lee: Shall we begin?\n"
    "0:09 Bo: Yes, please.\n0:12 Ann Lee: Thank you, Bo.\n```\n\nThat is all there is.\n",
    "readme.md": "# tool\n\nA tool.\n\n## Usage\n\nRun: `make`\n\nNote: this is beta.\n"
    "\nMore: soon.\n",
    "main.py": "import os\n\ndef main():\n    try:\n        x: int = 3\n    except ValueError:\n"
    "        pass\n    else:\n        print('x: 3')\n",
    "doc.pyx": 'cdef class Doc:\n    def get(self, i):\n        """Get a token.\n\n'
    '        i (int): The index.\n        RETURNS (Token): The token.\n        """\n'
    "        if i < 0:\n            i = self.n + i\n        else:\n            i = i\n\n"
    '    def put(self, i):\n        """Put one.\n\n        RETURNS (int): How many.\n        """\n',
    "keys.pem": "Issuer: Example CA\nSerial: 12\n" + "aB3x" * 16 + "\n" + "Zq9w" * 16 + "\n"
    "Issuer: Other CA\nSerial: 13\n" + "aB3x" * 16 + "\n",
    "manual.txt": "Widget: a part of the window.\n\n"
    + "It has a size and a place.\n\n" * 9
    + "Widget: see also its events.\n\nSignal: a message between parts.\n\nSignal: see above.\n",
    "main.c": "#include <a.h>\nint main() {\n  switch (x) {\n  case 1: return 0;\n"
    "  default: break;\n  }\n}\n",
    "conf.yaml": "name: demo\nsteps:\n  - name: build\n    run: make\n  - name: test\n"
    "    run: make\n",
    "conf.ini": "[a]\nhost: localhost\nport: 80\n[b]\nhost: remote\nport: 81\n",
    "a.css": "a { color: red; }\nb {\n color: blue;\n margin: 0 auto;\n}\nc { color: #fff; }\n",
    "app.log": "2026-01-01 10:00:00 INFO: starting server now\n"
    "2026-01-01 10:00:01 INFO: listening\n",
    "log.txt": "10:00:00 INFO: starting server now\n10:00:01 INFO: listening\n10:00:02 WARN: no\n",
    "numbers.csv": "date,open,close\n2026-01-01,1,2\n2026-01-02,3,4\n",
    "numbers.txt": "1 2 3\n4 5 6\n7 8 9\n10 11 12\n13 14 15\n",
    "catalogue.tsv": "name\tcolour\tnotes\n"
    + "".join(f"item{n}\tred\ta long note about the item, for the record\n" for n in range(9)),
    "words.tsv": "original\tcorrected\tconfidence\nPrhythm\tPrysm\thigh\nGloas\tGloas\thigh\n",
    "prose.txt": "It was late. The team met again: nobody spoke.\n\nThen, a word: yes.\n"
    "\nThe end.\n",
    "mail.txt": "From: Ann\nTo: Bo\nSubject: Hi\nDate: 2026-01-01\n\nHello Bo, just checking in.\n",
    "changes.md": "# Changelog\n\n- Added: a button\n- Fixed: crash on save\n"
    "- Added: docs for all\n",
    "recipe.txt": "Ingredients: flour, eggs\nTime: 30 min\nServes: 4\nMethod: mix well and bake.\n",
    "agenda.txt": "09:30 Keynote: The future\n10:30 Coffee\n11:00 Panel: Sales\n",
    "Makefile": "all: build test\n\nbuild:\n\tgo build\n\ntest: build\n\tgo test\n",
    "notes.md": "# Notes\n\n- Pricing: we agreed on 10%\n- Timeline: next week\n",
    "terms.txt": "Python: a language that is popular.\nRust: a language that is fast.\n",
    "list.txt": "numpy==1.2\npandas>=2\nscipy\nrequests\nflask\n",
    "empty.txt": "",
    "blank.txt": " \n\n\t\n",
    "page.html": "<!DOCTYPE html><html><body><p>About us: we sell.</p></body></html>",
}


@pytest.mark.parametrize("name", NO_TRANSCRIPT)
def test_other_files_are_refused_in_one_line(name: str) -> None:
    with pytest.raises(ReadError) as caught:
        parse(NO_TRANSCRIPT[name].encode(), name)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)
