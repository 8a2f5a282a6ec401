"""Tables as people really save them, and what is wrong with them, told by row before anything is made."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from pipeline.problems import Problem, stops
from pipeline.table import Table, TableLimits, check, clip_names, read_table
from pipeline.template import Template

HELLO = Template.parse("Hello {name}, your course is {course}.")
NAME = Template.parse("{name}")


def read(text: str, encoding: str = "utf-8") -> Table:
    return read_table(text.encode(encoding), name="people.csv")


def workbook(rows: Sequence[Sequence[object]], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def codes(problems: Sequence[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.row) for problem in problems]


def checked(table: Table) -> list[tuple[str, int | None]]:
    return codes(check(HELLO, table, pattern=NAME))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_separator_is_understood(separator: str) -> None:
    table = read(f'name{separator}course\r\n"Li, Anna; Dr."{separator}Welding\r\n')
    assert [row.cells for row in table.rows] == [("Li, Anna; Dr.", "Welding")]
    assert checked(table) == []


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("姓名,课程\n安娜,焊接基础\n李明,安全培训\n", "gb18030"),
        ("姓名\n王芳\n", "gbk"),
        ("Имя;Курс\nАнна;Сварка\nИван;Токарное дело\n", "cp1251"),
        ("Имя\nАнна\n", "cp1251"),
        ("Name;Kurs\nJürgen Müller;Schweißen\nZoë;Löten\n", "cp1252"),
        ("name\nАнна 李明\n", "utf-8-sig"),
        ("name,course\nАнна 李明,x\n", "utf-16"),
        ("name,course\nAnna,Welding\n", "utf-16-le"),
        ("name,course\nAnna,Welding\n", "utf-16-be"),
    ],
)
def test_letters_are_read_in_whatever_a_spreadsheet_saved_them(text: str, encoding: str) -> None:
    table = read(text, encoding)
    assert not table.problems
    written = [line.replace(";", ",") for line in text.splitlines()]
    assert [",".join(cells) for cells in (table.columns, *(row.cells for row in table.rows))] == written


def test_rows_are_numbered_as_the_sheet_numbers_them() -> None:
    table = read('\nname,course\n"two\nlines",Welding\n\n,,\nAnna,Welding\n')
    assert [(row.number, row.cells[0]) for row in table.rows] == [(3, "two lines"), (6, "Anna")]


def test_excels_own_line_about_the_separator_is_no_row() -> None:
    table = read("sep=;\r\nname;course\r\nAnna;\r\n")
    assert table.columns == ("name", "course")
    assert checked(table) == [("empty-cell", 3)]


def test_one_column_keeps_its_commas() -> None:
    assert [row.cells for row in read("name\nLi, Anna\n").rows] == [("Li, Anna",)]


def test_a_workbook_is_read_as_it_is_shown() -> None:
    row = [
        "Anna",
        7.0,
        0.1 + 0.2,
        0.5,
        42,
        dt.datetime(2026, 5, 3),
        dt.datetime(2026, 5, 3, 9, 5),
        dt.time(9, 5),
        True,
    ]
    data = workbook([list("abcdefghi"), row], {"D2": "0%", "E2": "00000"})
    (made,) = read_table(data, name="people.xlsx").rows
    assert made.cells == (
        "Anna",
        "7",
        "0.3",
        "50%",
        "00042",
        "2026-05-03",
        "2026-05-03 09:05",
        "09:05",
        "TRUE",
    )


def test_formulas_without_a_result_and_errors_in_cells_are_told_by_row() -> None:
    data = workbook([["name", "course"], ["Anna", "=A2&B1"], ["Li", "#REF!"], ["Wu", "Welding"]])
    table = read_table(data, name="people.xlsx")
    assert codes(table.problems) == [("formula", 2), ("error-cell", 3)]
    assert table.problems[1].details == {"row": 3, "column": "course", "value": "#REF!"}


def test_a_workbook_far_below_is_not_waited_for() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["A1048576"], sheet["XFD3"] = "name", "Anna", "far", "right"
    file = io.BytesIO()
    book.save(file)
    table = read_table(file.getvalue(), name="far.xlsx")
    assert [row.cells for row in table.rows] == [("Anna",)]


def packed(names: Sequence[str], size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, bytes(size))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed(["xl/workbook.xml"], 70_000_000), "too-large"),
        (packed([f"xl/{n}" for n in range(2100)], 1), "too-large"),
        (packed(["content.xml"], 10), "unreadable"),
        (packed(["xl/workbook.xml", "[Content_Types].xml"], 10), "unreadable"),
        (workbook([["name"], ["Anna"]])[:-300], "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-excel"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "unknown-encoding"),
        (b"name\n" + b'"' + b"x" * 200_000, "unreadable"),
        (b"x" * 10_000_001, "too-large"),
        (b"name,course\n", "no-rows"),
        (b"\n , \n", "no-rows"),
        (",".join(f"c{n}" for n in range(101)).encode(), "too-many-columns"),
    ],
)
def test_what_is_no_table_is_told_in_one_problem(data: bytes, code: str) -> None:
    table = read_table(data, name="people.xlsx")
    assert [problem.code for problem in table.problems] == [code]
    assert stops(table.problems)
    assert "{" not in table.problems[0].sentence
    assert codes(check(HELLO, table, pattern=NAME)) == [(code, None)]


def test_every_problem_is_found_at_once_with_its_row_and_column() -> None:
    table = read("name,course,name\nAnna,,x\nLi,Welding,,more\nLi,Welding\nWu," + "x" * 5001 + "\n")
    problems = check(HELLO, table, pattern=NAME)
    assert codes(problems) == [
        ("repeated-column", None),
        ("empty-cell", 2),
        ("extra-cells", 3),
        ("repeated-row", 4),
        ("repeated-name", 4),
        ("long-cell", 5),
    ]
    assert problems[1].details == {"row": 2, "column": "course"}
    assert [problem.warning for problem in problems] == [True, False, False, True, True, False]


def test_a_placeholder_without_a_column_names_the_columns_there_are() -> None:
    (problem,) = check(HELLO, read("Name ,Kurs\nAnna,x\n"), pattern=NAME)
    assert problem.sentence == "There is no column “course”. The table has: Name, Kurs."


def test_more_rows_than_allowed_and_longer_texts_are_refused() -> None:
    limits = TableLimits(rows=2, text_characters=30)
    table = read_table(b"name,course\nA,B\nC,Welding for beginners\nE,F\n", name="x.csv", limits=limits)
    assert codes(check(HELLO, table, pattern=NAME, limits=limits)) == [
        ("too-many-rows", None),
        ("long-text", 3),
    ]


def test_clips_are_named_by_the_pattern_each_once() -> None:
    table = read("name,course\nAnna,a/b\nanna,A/B\n/,\n")
    names = clip_names(table, Template.parse("{name} - {course}"))
    assert names == ["Anna - a-b", "anna - A-B (2)", "row 4"]
