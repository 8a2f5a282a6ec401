"""The history and the log, in a real Chromium."""

import json
import time
from pathlib import Path

from past_world import DAY_S, Past
from playwright.async_api import Browser, expect
from studio_world import Serve, Served

from bot.logs import FILE_NAME
from common.home import Home

ROWS = "#rows > li"


async def test_clips_are_found_played_made_again_changed_and_deleted(
    served: Served, browser: Browser
) -> None:
    for text, end in (("Hello", "done"), ("您好 世界", "done"), ("no face", "failed")):
        order = await served.ok("POST", "/orders", json={"text": text, "presenter": "jonas"})
        await served.until(order["id"], end)
    page = await served.page(browser, "/studio/history")
    await expect(page.locator(ROWS)).to_have_count(3)
    await page.locator("#words").fill("世界")
    await expect(page.locator(ROWS)).to_have_count(1)
    row = page.locator(ROWS).first
    await expect(row).to_contain_text("Jonas")
    await row.get_by_text("How it was made").click()
    await expect(row.locator(".how")).to_contain_text("Altogether")
    await row.get_by_role("button", name="Play").click()
    await expect(page.locator("dialog.player video")).to_be_visible()
    await page.keyboard.press("Escape")
    await row.get_by_role("button", name="Make again").click()
    await expect(page.locator("#toast")).to_contain_text("made before")
    await page.keyboard.press("Escape")
    await page.locator("#words").fill("")
    await expect(page.locator(ROWS)).to_have_count(4)
    await page.locator("#state").select_option("failed")
    await expect(page.locator(ROWS)).to_have_count(1)
    log = page.get_by_role("link", name="Log of this order")
    await expect(log).to_have_attribute("href", f"/studio/log?order={order['id']}")
    await page.locator("#state").select_option("")
    await expect(page.locator(ROWS)).to_have_count(4)
    await page.get_by_label("Select all shown").check()
    await page.get_by_label("Select “Hello”").uncheck()
    await page.get_by_role("button", name="Delete 3 selected").click()
    await page.locator("#ask").get_by_role("button", name="Delete").click()
    await expect(page.locator(ROWS)).to_have_count(1)
    await page.locator(ROWS).get_by_role("link", name="Change").click()
    await expect(page.locator("#text")).to_have_value("Hello")
    await expect(page.get_by_role("radio", name="Jonas")).to_be_checked()


async def test_a_thousand_orders_open_quickly_and_are_turned_over_fifty_at_a_time(
    serving: Serve, browser: Browser, tmp_path: Path
) -> None:
    home = Home(root=tmp_path / "home").make()
    past = await Past.open(home, at=time.time() - DAY_S)
    await past.copies("Said a thousand times", 1000)
    await past.store.close()
    async with serving(home.root) as served:
        page = await served.page(browser, "/studio/history")
        await expect(page.locator(ROWS)).to_have_count(50)
        await expect(page.locator(ROWS).first).to_contain_text("Clip 999")
        for turned in range(1, 4):
            await page.get_by_role("button", name="Older").click()
            await expect(page.locator(ROWS).first).to_contain_text(f"Clip {999 - 50 * turned}")
            await expect(page.locator(ROWS)).to_have_count(50)
        await page.get_by_role("button", name="Newer").click()
        await expect(page.locator(ROWS).first).to_contain_text("Clip 899")
        await page.reload()
        await expect(page.locator(ROWS).first).to_contain_text("Clip 899")
        await page.locator("#words").fill("clip 7")
        await expect(page.locator(ROWS).first).to_contain_text("Clip 997")


async def test_old_clips_are_cleaned_up_by_a_button_that_asks_first(
    serving: Serve, browser: Browser, tmp_path: Path
) -> None:
    home = Home(root=tmp_path / "home").make()
    past = await Past.open(home, at=time.time() - 40 * DAY_S)
    for number in range(3):
        await past.made(f"Old {number}")
    await past.store.close()
    async with serving(home.root) as served:
        page = await served.page(browser, "/studio/history")
        await expect(page.locator(ROWS)).to_have_count(3)
        await page.locator("#storage summary").click()
        old = page.locator("#cleans li").first
        await expect(old).to_contain_text("3")
        await page.locator("#days").fill("50")
        await expect(old).to_contain_text("nothing to delete")
        await page.locator("#days").fill("30")
        await old.get_by_role("button", name="Delete").click()
        await expect(page.locator("#ask-text")).to_contain_text("3 kB")
        await page.locator("#ask").get_by_role("button", name="Delete").click()
        await expect(page.locator(ROWS)).to_have_count(0)
        await expect(page.locator("#storage-line")).to_contain_text("Clips: 0")


def write(served: Served, *entries: dict[str, str]) -> None:
    with (served.home.logs / FILE_NAME).open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(entry, ensure_ascii=False)}\n" for entry in entries)


async def test_the_log_follows_its_end_unless_somebody_scrolled_up(served: Served, browser: Browser) -> None:
    write(served, *({"event": f"line {number}", "level": "info", "job": "0a1"} for number in range(300)))
    trace = "Traceback (most recent call last):\nKeyError: '出错了'"
    write(served, {"event": "坏了", "level": "error", "job": "0a2", "exception": trace})
    page = await served.page(browser, "/studio/log")
    lines = page.locator("#entries > li")
    await expect(lines).to_have_count(301)
    await expect(lines.last).to_be_in_viewport()
    await lines.last.get_by_text("Where it happened").click()
    await expect(lines.last).to_contain_text("KeyError: '出错了'")
    await lines.last.get_by_text("Where it happened").click()
    write(served, {"event": "next", "level": "info"})
    await expect(lines.last).to_contain_text("next")
    await page.locator("#entries").evaluate("(list) => { list.scrollTop = 0; }")
    write(served, {"event": "while away", "level": "warning"})
    await expect(page.locator("#newest")).to_have_text("New lines: 1 ↓")
    await expect(lines.first).to_be_in_viewport()
    await page.locator("#newest").click()
    await expect(lines.last).to_contain_text("while away")
    await expect(lines.last).to_be_in_viewport()
    await page.locator("#level").select_option("error")
    await expect(lines).to_have_count(1)
    await lines.get_by_role("button", name="0a2").click()
    await expect(page.locator("#order-shown")).to_have_text("Order 0a2")
    await page.get_by_role("button", name="Show every order").click()
    await page.locator("#words").fill("坏了")
    await expect(lines).to_have_count(1)
    await page.locator("#source").select_option("worker")
    await expect(page.locator("#none")).to_be_visible()


async def test_the_page_holds_no_more_than_two_thousand_lines(served: Served, browser: Browser) -> None:
    page = await served.page(browser, "/studio/log")
    await expect(page.locator("#none")).to_be_visible()
    write(served, *({"event": f"line {number}", "level": "info"} for number in range(2300)))
    await expect(page.locator("#entries > li").last).to_contain_text("line 2299")
    await expect(page.locator("#entries > li")).to_have_count(2000)
