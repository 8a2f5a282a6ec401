"""Which rows of a table become clips, and which are left out with why."""

from pipeline.sieve import sift
from pipeline.table import check, read_table
from pipeline.template import Template


def sifted(
    rows: str, script: str = "Hello {name} from {city}.", pattern: str = "{name}"
) -> tuple[list[int], dict[int, str]]:
    template, named_by = Template.parse(script), Template.parse(pattern)
    table = read_table(rows.encode(), name="people.csv")
    good, left_out = sift(template, table, check(template, table, pattern=named_by), pattern=named_by)
    return [row.number for row in good.rows], {one.row.number: one.sentence for one in left_out}


def test_rows_with_something_wrong_are_left_out_each_with_all_that_is_wrong() -> None:
    good, left_out = sifted(
        "name,city,note\nAnn,Rome\n,,x\nBob,Oslo,x,more\nEve," + "x" * 5001 + "\nDan,Bern\n"
    )
    assert good == [2, 6]
    assert left_out[3] == "Row 3, name: the cell is empty. Row 3, city: the cell is empty."
    assert "more cells" in left_out[4]
    assert "5001 characters" in left_out[5]


def test_a_row_like_a_good_one_before_it_under_the_same_name_is_left_out() -> None:
    good, left_out = sifted("name,city\nAnn,Rome\nANN,Rome\nAnn,Rome\nAnn,Oslo\n")
    assert (good, left_out) == ([2, 3, 5], {4: "Row 4 says the same as row 2."})


def test_the_same_words_under_another_name_are_another_clip() -> None:
    rows = "name,city,mail\nAnn,Rome,a@x\nAnn,Rome,b@x\n"
    assert sifted(rows, pattern="{mail}") == ([2, 3], {})


def test_a_row_is_not_left_out_for_being_like_a_bad_one() -> None:
    good, left_out = sifted("name,city\nAnn,Rome,more\nAnn,Rome\n")
    assert (good, list(left_out)) == ([3], [2])


def test_what_is_wrong_with_the_whole_table_leaves_no_row() -> None:
    assert sifted("name\nAnn\n") == ([], {})
