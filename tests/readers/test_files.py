"""Tables, Word and Excel files, web pages, Zoom's chat and saved captions."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from analyzer.errors import ReadError
from analyzer.readers import parse
from analyzer.transcript import Transcript

Said = list[tuple[str | None, float | None, float | None, str]]


def read(content: str | bytes, name: str) -> Transcript:
    [transcript] = parse(content.encode() if isinstance(content, str) else content, name)
    return transcript


def said(transcript: Transcript) -> Said:
    return [(turn.speaker, turn.start, turn.end, turn.text) for turn in transcript]


TABLES: dict[str, tuple[str, Said]] = {
    "seconds": (
        "speaker,start,end,text\nAnn,0.5,2,Hello there.\nBo,2.25,3,Hi to you.\n",
        [("Ann", 0.5, 2.0, "Hello there."), ("Bo", 2.25, 3.0, "Hi to you.")],
    ),
    "milliseconds by name": (
        "start_ms;end_ms;Speaker Name;Text\n500;2000;Ann;Hello there.\n2250;3000;Bo;Hi; you.\n",
        [("Ann", 0.5, 2.0, "Hello there."), ("Bo", 2.25, 3.0, "Hi; you.")],
    ),
    "milliseconds by size": (
        "start\tend\ttext\n500\t2000\tHello there.\n2250\t3000\tHow is it going?\n",
        [(None, 0.5, 3.0, "Hello there. How is it going?")],
    ),
    "clocks": (
        "Timestamp,Who,Message\n00:00:01,Ann,Hello there.\n00:01:05,Bo,Hi to you.\n",
        [("Ann", 1.0, None, "Hello there."), ("Bo", 65.0, None, "Hi to you.")],
    ),
    "other names": (
        "participant,utterance,offset\nAnn,Hello there.,0.5\nBo,Hi to you.,3.25\n",
        [("Ann", 0.5, None, "Hello there."), ("Bo", 3.25, None, "Hi to you.")],
    ),
    "quotes and newlines": (
        'name,content\n"Lee, Ann","She said ""so"",\nthen left."\nBo,Hi to you.\n',
        [("Lee, Ann", None, None, 'She said "so",\nthen left.'), ("Bo", None, None, "Hi to you.")],
    ),
    "a quote that does not close": (
        'speaker,text\nAnn,It is 5" wide.\nBo,Hi to you.\n',
        [("Ann", None, None, 'It is 5" wide.'), ("Bo", None, None, "Hi to you.")],
    ),
    "a title above the header": (
        "Export of a call,\nSpeaker,Message\nAnn,Hello there.\nBo,Hi to you.\n",
        [("Ann", None, None, "Hello there."), ("Bo", None, None, "Hi to you.")],
    ),
    "two names in one": (
        "Call ID;Participant Name;Start Time (sec);Utterance Text\n"
        "1;Ann;0.5;Hello there.\n1;Bo;2;Hi; you.\n",
        [("Ann", 0.5, None, "Hello there."), ("Bo", 2.0, None, "Hi; you.")],
    ),
    "row numbers": (
        "#,speaker_name,text_content,start_in_seconds\n1,Ann,Hello there.,3\n2,Bo,Hi to you.,5\n",
        [("Ann", 3.0, None, "Hello there."), ("Bo", 5.0, None, "Hi to you.")],
    ),
    "formulas made harmless": (
        "speaker,text\nAnn,'=1+1 is what I said.\n'@Bo,'- Yes you did.\n",
        [
            ("Ann", None, None, "=1+1 is what I said."),
            ("@Bo", None, None, "- Yes you did."),
        ],
    ),
    "roles": (
        "turn,role,message\n1,agent,Hello there.\n2,customer,Hi.\n",
        [("agent", None, None, "Hello there."), ("customer", None, None, "Hi.")],
    ),
    "no header, numbers": (
        "0.5,2.0,Ann,Hello there my friend.\n2.5,4.0,Bo,Hi to you.\n4.5,6.0,Ann,Shall we go now?\n",
        [
            ("Ann", 0.5, 2.0, "Hello there my friend."),
            ("Bo", 2.5, 4.0, "Hi to you."),
            ("Ann", 4.5, 6.0, "Shall we go now?"),
        ],
    ),
    "no header": (
        "0:01\tAnn\tHello there, good to see you.\n0:05\tBo\tHi to you.\n0:09\tAnn\tShall we go?\n",
        [
            ("Ann", 1.0, None, "Hello there, good to see you."),
            ("Bo", 5.0, None, "Hi to you."),
            ("Ann", 9.0, None, "Shall we go?"),
        ],
    ),
}


@pytest.mark.parametrize("case", TABLES)
def test_table(case: str) -> None:
    content, expected = TABLES[case]
    transcript = read(content, "call.csv")
    assert transcript.format == "csv"
    assert said(transcript) == expected


def test_table_of_several_calls() -> None:
    content = "call_id,speaker,text\n7,Ann,Hello there.\n7,Bo,Hi to you.\n8,Cy,Good morning.\n"
    one, two = parse(content.encode(), "calls.csv")
    assert [one.source, two.source] == ["calls.csv#7", "calls.csv#8"]
    assert (one.speakers, two.speakers) == (("Ann", "Bo"), ("Cy",))


def test_table_with_a_header_above() -> None:
    transcript = read(
        "# date: 2026-03-04\n# team: North\nann\tHello there, Bo.\tintersect\n"
        "bo\tHi to you, Ann.\tother\nann\tShall we begin?\tclarify\n",
        "call.tsv",
    )
    assert transcript.metadata["team"] == "North"
    assert transcript.turns[1].text == "Hi to you, Ann."


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Call {number}")
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


CALL: list[list[object]] = [
    ["Speaker", "Start (s)", "Text"],
    ["Ann", 0.5, "Hello there."],
    ["Bo", 3, "Hi to you."],
]


def test_excel() -> None:
    transcript = read(workbook(CALL, [["Price", 3], ["Seats", 40]]), "call.xlsx")
    assert transcript.format == "xlsx"
    assert said(transcript) == [
        ("Ann", 0.5, None, "Hello there."),
        ("Bo", 3.0, None, "Hi to you."),
    ]


def test_excel_of_several_calls() -> None:
    one, two = parse(workbook(CALL, CALL), "calls.xlsx")
    assert [one.source, two.source] == ["calls.xlsx#Call 1", "calls.xlsx#Call 2"]


def word(paragraphs: list[str], rows: list[list[str]] | None = None) -> bytes:
    file = docx.Document()
    for text in paragraphs:
        file.add_paragraph(text)
    if rows:
        table = file.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def test_teams_word() -> None:
    transcript = read(
        word(
            [
                "Renewal call-20260304_160211-Meeting Recording",
                "March 4, 2026, 4:02PM",
                "12m 5s",
                "Ann Lee started transcription",
                "Ann Lee   0:03\nHello there.\nHow are you?",
                "Bo Chen (Guest)   0:09\nFine: thanks.",
                "Ann Lee   1:00:10\nGood.",
                "Ann Lee stopped transcription",
            ]
        ),
        "call.docx",
    )
    assert (transcript.format, transcript.producer) == ("docx", "Microsoft Teams")
    assert transcript.title == "Renewal call-20260304_160211-Meeting Recording"
    assert str(transcript.date) == "2026-03-04 16:02:00"
    assert said(transcript) == [
        ("Ann Lee", 3.0, None, "Hello there. How are you?"),
        ("Bo Chen", 9.0, None, "Fine: thanks."),
        ("Ann Lee", 3610.0, None, "Good."),
    ]
    assert transcript.segments == 3


def test_teams_word_with_timing_lines() -> None:
    transcript = read(
        word(["0:0:0.0 --> 0:0:2.5\nAnn Lee\nHello there.", "0:0:3.0 --> 0:0:4.0\nBo\nHi: yes.",
              "0:0:5.0 --> 0:1:0.0\nAnn Lee\nReady?"]),
        "call.docx",
    )  # fmt: skip
    assert (transcript.format, transcript.producer) == ("docx", "Microsoft Teams")
    assert said(transcript) == [
        ("Ann Lee", 0.0, 2.5, "Hello there."),
        ("Bo", 3.0, 4.0, "Hi: yes."),
        ("Ann Lee", 5.0, 60.0, "Ready?"),
    ]


def test_meet_word() -> None:
    transcript = read(
        word(["Sync (2026-03-04 at 16:05 GMT)", "00:00:00", "Ann: Hi, Bo.", "Bo: Hello. You?",
              "00:05:00", "Ann: Good.", "Transcription ended after 00:06:11"]),
        "call.docx",
    )  # fmt: skip
    assert transcript.producer == "Google Meet"
    assert [(turn.speaker, turn.start) for turn in transcript] == [
        ("Ann", 0.0),
        ("Bo", None),
        ("Ann", 300.0),
    ]


def test_word_table() -> None:
    rows = [["Time", "Speaker", "Text"], ["0:03", "Ann", "Hello there."], ["0:09", "Bo", "Hi you."]]
    transcript = read(word(["Call"], rows), "call.docx")
    assert said(transcript) == [("Ann", 3.0, None, "Hello there."), ("Bo", 9.0, None, "Hi you.")]


def test_word_without_a_transcript() -> None:
    with pytest.raises(ReadError, match="no paragraph begins with a speaker or a time"):
        parse(word(["Dear Ann,", "thank you for the call."]), "letter.docx")


def test_office_file_with_entities_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(ReadError, match="declares a document type"):
        parse(buffer.getvalue(), "call.docx")


PAGES = {
    "podcast": "<html><head><title>Pricing</title></head><body><nav>Home: us</nav>"
    "<cite>Ann:</cite><time>0:01</time><p>We have <b>one</b> price.</p>"
    "<cite>Bo:</cite><time>0:09</time><p>You&#39;re sure?</p></body></html>",
    "classes": "<!DOCTYPE html><title>Pricing</title><div><span class='speaker-name'>Ann</span>"
    "<span class='timestamp'>0:01</span><span>We have one price.</span></div><div>"
    "<span class='speaker-name'>Bo</span><span class='timestamp'>0:09</span>"
    "<span>You&#39;re sure?</span></div>",
    "paragraphs": "<html><title>Pricing</title><p><strong>Ann:</strong> [0:01] We have one price."
    "<p><strong>Bo:</strong> [0:09] You&rsquo;re sure?<script>x: 1</script></html>",
    "table": "<html><title>Pricing</title><table><tr><th>Speaker<th>Time<th>Text<tr><td>Ann<td>0:01"
    "<td>We have one price.<tr><td>Bo<td>0:09<td>You're sure?</table></html>",
    "timed words": "<html><title>Pricing</title><p><span>Ann</span>: <a data-m='1000' data-d='500'>"
    "We </a><a data-m='1500' data-d='10'>have one price.</a></p><p><a class='speaker' data-m='9000'"
    " data-d='0'>[Bo] </a><a data-m='9000' data-d='100'>You're sure?</a></p></html>",
}


@pytest.mark.parametrize("case", PAGES)
def test_web_page(case: str) -> None:
    transcript = read(PAGES[case], "page.html")
    assert transcript.format == "html"
    assert [(turn.speaker, turn.start) for turn in transcript] == [("Ann", 1.0), ("Bo", 9.0)]
    assert transcript.turns[0].text == "We have one price."
    assert transcript.turns[1].text.replace("’", "'") == "You're sure?"


CHATS = {
    "cloud": "00:00:11\tAnn Lee:\tHello all\r\n"
    "00:00:40\tBo | Acme:\thttps://example.com\n\nsee it\r\n",
    "desktop": "18:02:11 Ann Lee:\tHello all\n18:02:40 Bo | Acme:\thttps://example.com\nsee it\n",
    "older": "18:02:11 From Ann Lee to Everyone : Hello all\n"
    "18:02:40 From Bo | Acme to Ann Lee (Direct Message) : https://example.com\nsee it\n",
    "oldest": "18:02:11\tFrom  Ann Lee : Hello all\n"
    "18:02:40\tFrom  Bo | Acme : https://example.com\nsee it\n",
    "newer": "2026-03-04 18:02:11 From Ann Lee To Everyone:\n\tHello all\n"
    "2026-03-04 18:02:40 From Bo | Acme To Everyone:\n\thttps://example.com\n\tsee it\n",
}


@pytest.mark.parametrize("case", CHATS)
def test_zoom_chat(case: str) -> None:
    transcript = read(CHATS[case], "chat.txt")
    assert (transcript.format, transcript.producer) == ("zoom_chat", "Zoom")
    first = 11.0 if case == "cloud" else 0.0
    assert said(transcript) == [
        ("Ann Lee", first, None, "Hello all"),
        ("Bo | Acme", first + 29, None, "https://example.com\nsee it"),
    ]
    assert bool(transcript.warnings) == (case != "cloud")
    assert (str(transcript.date) == "2026-03-04 00:00:00") == (case == "newer")


def test_reactions_and_replies_are_notes() -> None:
    transcript = read(
        '00:00:01\tAnn:\tHello all\r\n00:00:02\tBo:\tReacted to "Hello all" with 👍\r\n'
        '00:00:03\tCy:\tReplying to "Hello all"\r\n\r\nhi Ann\r\n'
        '00:00:04\tBo:\tRemoved a 👍 reaction from "Hello all"\r\n',
        "chat.txt",
    )
    assert transcript.segments == 4
    assert [(turn.speaker, turn.text) for turn in transcript] == [
        ("Ann", "Hello all"),
        ("Bo", ""),
        ("Cy", "hi Ann"),
        ("Bo", ""),
    ]
    assert transcript.turns[2].notes[0].text == 'Replying to "Hello all"'


def test_zoom_saved_captions() -> None:
    transcript = read(
        "[Ann Lee] 23:59:58\nHello all.\nReady?\n\n[Bo] 00:00:03\nYes: go.\n\n", "captions.txt"
    )
    assert transcript.format == "zoom_captions"
    assert said(transcript) == [
        ("Ann Lee", 0.0, None, "Hello all. Ready?"),
        ("Bo", 5.0, None, "Yes: go."),
    ]
