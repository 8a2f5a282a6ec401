"""The page for clips by name, in a real Chromium."""

import asyncio
import csv
import io
import zipfile
from pathlib import Path

from playwright.async_api import Browser, Route, expect
from studio_world import Served


async def test_the_example_shows_how_it_works_with_a_draft_of_any_row(
    served: Served, browser: Browser
) -> None:
    page = await served.page(browser, "/studio/names")
    await page.locator("#go").click()
    await expect(page.locator("#template-wrong")).to_contain_text("Write a template first")
    await page.get_by_role("button", name="Show an example").click()
    await expect(page.locator("#row-text")).to_contain_text("Hello Anna")
    await expect(page.locator("#placeholders .good")).to_have_count(3)
    await expect(page.locator("#summary")).to_contain_text("No problems")
    await page.get_by_role("button", name="Next row").click()
    await expect(page.locator("#row-text")).to_contain_text("Hello Omar")
    await page.get_by_role("button", name="Draft of this row").click()
    await expect(page.locator("#drafts .clip")).to_have_attribute("data-state", "done")
    await page.reload()
    await expect(page.locator("#table-drop")).to_contain_text("table.tsv")
    await expect(page.locator("#row-text")).to_contain_text("Hello Anna")


async def test_a_table_in_gbk_is_mended_made_and_downloaded_with_its_index(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    broken, mended = tmp_path / "broken.csv", tmp_path / "名单.csv"
    broken.write_bytes("姓名\n王芳\n王芳\n".encode("gbk"))
    mended.write_bytes("姓名,城市\n王芳,北京\n李伟,上海\n".encode("gbk"))
    page = await served.page(browser, "/studio/names")
    await page.locator("#template").fill("{姓名}，您好！您来自{城市}。")
    await page.locator("#table-drop input").set_input_files(broken)
    await expect(page.locator("#problems .error")).to_contain_text("There is no column “城市”")
    await expect(page.locator("#placeholders .bad")).to_have_text("{城市}")
    await page.locator("#go").click()
    await expect(page.locator("#make-wrong")).to_contain_text("Mend what is listed")
    await page.get_by_role("button", name="Remove").click()
    await page.locator("#table-drop input").set_input_files(mended)
    await expect(page.locator("#problems")).to_be_hidden()
    await page.locator("#pattern").fill("{城市} {姓名}")
    await page.get_by_role("button", name="Make the clips").click()
    await expect(page.locator(".batch-order[data-state=done]")).to_have_count(2)
    await expect(page.locator("#batch-title")).to_have_text("名单")
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Download all (ZIP)").click()
    with zipfile.ZipFile(await (await coming.value).path()) as archive:
        assert archive.namelist() == ["北京 王芳.mp4", "上海 李伟.mp4", "index.csv"]
        index = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    assert index[0] == ["row", "姓名", "城市", "file", "state", "error"]
    assert index[2] == ["3", "李伟", "上海", "上海 李伟.mp4", "ready", ""]


async def test_a_thousand_rows_are_shown_a_page_at_a_time(served: Served, browser: Browser) -> None:
    served.hold()
    page = await served.page(browser, "/studio/names")
    await page.locator("#template").fill("Hello {name}.")
    await page.locator("#paste-box summary").click()
    await page.locator("#paste").fill("name\n" + "\n".join(f"Person {number}" for number in range(1000)))
    await page.get_by_role("button", name="Make the clips").click()
    await expect(page.locator(".batch-order")).to_have_count(50)
    await page.get_by_role("button", name="Further").click()
    await expect(page.locator(".batch-order").first).to_contain_text("Person 50")
    await expect(page.locator("#batch-pager")).to_contain_text("51–100 of 1000")
    await page.get_by_role("button", name="Cancel the rest").click()
    await page.get_by_role("button", name="Yes").click()
    await page.get_by_role("button", name="Failed (1000)").click()
    await expect(page.locator(".batch-order[data-state=cancelled]")).to_have_count(50)


async def test_a_click_counts_though_more_arrives_while_the_button_is_down(
    served: Served, browser: Browser
) -> None:
    served.hold()
    rows = "name\n" + "\n".join(f"Person {number}" for number in range(150))
    table = await served.ok("POST", "/uploads", params={"name": "people.csv"}, content=rows.encode())
    asked = {"kind": "names", "template": "Hello {name}.", "table": table["id"]}
    batch = await served.ok("POST", "/batches", json=asked)
    page = await served.page(browser, "/studio/names")
    held: asyncio.Future[Route] = asyncio.get_running_loop().create_future()
    await page.route("**/batches/*?first=100&*", lambda route: held.set_result(route))
    await page.goto(f"{served.url}/studio/names?batch={batch['id']}")
    await expect(page.locator("#batch-pager")).to_contain_text("of 100")
    await page.get_by_role("button", name="Further").hover()
    await page.mouse.down()
    await (await held).continue_()
    await expect(page.locator("#batch-pager")).to_contain_text("of 150")
    await page.mouse.up()
    await expect(page.locator("#batch-pager")).to_contain_text("51–100 of 150")
    second = page.locator(".batch-order").nth(1)
    await second.get_by_role("button").hover()
    await page.mouse.down()
    before = await second.locator(".progress").inner_text()
    orders = (await served.ok("GET", f"/batches/{batch['id']}"))["orders"]
    await served.ok("POST", f"/orders/{orders[3]['id']}/cancel")
    await expect(second.locator(".progress")).not_to_have_text(before)
    await page.mouse.up()
    await expect(second).to_have_attribute("data-state", "cancelled")


async def test_making_waits_for_rows_that_are_still_being_sent(served: Served, browser: Browser) -> None:
    page = await served.page(browser, "/studio/names")
    held: asyncio.Future[Route] = asyncio.get_running_loop().create_future()
    await page.route("**/uploads?*", lambda route: held.set_result(route))
    await page.locator("#template").fill("Hello {name}.")
    await page.locator("#paste-box summary").click()
    await page.locator("#paste").fill("name\nAnna\nOmar")
    sent = await held
    await page.get_by_role("button", name="Make the clips").click()
    await sent.continue_()
    await expect(page.locator(".batch-order")).to_have_count(2)


async def test_rows_with_something_wrong_are_left_out_by_a_tick_and_listed_beside_the_clips(
    served: Served, browser: Browser
) -> None:
    page = await served.page(browser, "/studio/names")
    await page.locator("#template").fill("Hello {name}.")
    await page.locator("#paste-box summary").click()
    await page.locator("#paste").fill("name\tcity\nAnna\tRome\n\tOslo\nOmar\tBern")
    await expect(page.locator("#problems .error")).to_contain_text("Row 3")
    await page.get_by_role("button", name="Make the clips").click()
    await expect(page.locator("#make-wrong")).to_contain_text("left out")
    await page.get_by_label("Leave out rows").check()
    await expect(page.locator("#summary")).to_contain_text("left out: 1")
    await page.reload()
    await expect(page.get_by_label("Leave out rows")).to_be_checked()
    await page.get_by_role("button", name="Make the clips (2)").click()
    await expect(page.locator(".batch-order")).to_have_count(2)
    await expect(page.locator("#batch-left-out li")).to_have_text(["Row 3, name: the cell is empty."])
