"""The page for one clip, in a real Chromium. No request leaves this machine: the fixture sees to it."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, expect
from studio_world import Served


async def test_a_text_is_written_made_played_changed_and_made_again(served: Served, browser: Browser) -> None:
    page = await served.page(browser)
    await page.get_by_role("button", name="Make the clip").click()
    await expect(page.locator("#text-wrong")).to_contain_text("nothing to say")
    await page.locator("#text").fill("Hello there")
    await page.locator("label.presenter", has_text="Jonas").click()
    await page.get_by_role("button", name="Make the clip").click()
    card = page.locator(".clip").first
    await expect(card).to_have_attribute("data-state", "done")
    await expect(card).to_contain_text("Jonas")
    await card.get_by_role("button", name="Play").click()
    video = page.locator("dialog.player video")
    await video.evaluate(
        "async (node) => { if (!node.duration) await new Promise((done) => { node.onloadedmetadata = done; }); }"
    )
    await video.evaluate("(node) => { node.currentTime = 1; }")
    assert (
        await video.evaluate(
            "async (node) => { if (node.seeking) await new Promise((done) => { node.onseeked = done; }); return node.currentTime; }"
        )
        >= 1
    )
    await page.keyboard.press("Escape")
    await page.locator("#text").fill("")
    await card.get_by_role("button", name="Change").click()
    await expect(page.locator("#text")).to_have_value("Hello there")
    await page.locator("#text").fill("Hello again")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".clip[data-state=done]")).to_have_count(2)


async def test_files_are_dropped_looked_at_and_made_into_a_clip(
    served: Served, browser: Browser, recording: Path, clip: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a video at all")
    page = await served.page(browser)
    await page.get_by_role("tab", name="Recording").click()
    await page.get_by_role("tab", name="My own video or photo").click()
    await page.get_by_role("button", name="Make the clip").click()
    await expect(page.locator("#sound-wrong")).to_contain_text("Choose a sound")
    await page.locator("#sound-drop input").set_input_files(recording)
    await expect(page.locator("#sound-drop")).to_contain_text("запись.wav")
    await page.locator("#footage-drop input").set_input_files(broken)
    await expect(page.locator("#footage-wrong")).to_contain_text("broken.mp4 cannot be read")
    await page.locator("#footage-drop input").set_input_files(clip)
    await expect(page.locator("#footage-drop video")).to_be_visible()
    await page.get_by_role("button", name="Draft").click()
    card = page.locator(".clip").first
    await expect(card).to_have_attribute("data-state", "done")
    await expect(card).to_contain_text("draft")


async def test_what_was_typed_is_there_after_the_page_was_loaded_again_and_two_tabs_agree(
    served: Served, browser: Browser
) -> None:
    served.hold()
    page = await served.page(browser)
    await page.locator("#text").fill("Kept words")
    await page.reload()
    await expect(page.locator("#text")).to_have_value("Kept words")
    other = await page.context.new_page()
    await other.goto(f"{served.url}/studio")
    await page.get_by_role("button", name="Make the clip").click()
    await expect(other.locator(".clip[data-state=running]")).to_have_count(1)
    await page.close()
    await other.get_by_role("button", name="Cancel").click()
    await expect(other.locator(".clip")).to_have_attribute("data-state", "cancelled")
    served.let_go()
    await other.get_by_role("button", name="Try again").click()
    await expect(other.locator(".clip")).to_have_attribute("data-state", "done")


async def test_a_sound_is_recorded_in_the_page(served: Served, browser: Browser) -> None:
    page = await served.page(browser)
    await page.get_by_role("tab", name="Recording").click()
    await page.get_by_role("button", name="Record").click()
    await expect(page.get_by_role("button", name="Stop")).to_be_visible()
    await expect(page.locator("#record-clock")).to_have_text("0:01")
    await page.get_by_role("button", name="Stop").click()
    await expect(page.locator("#sound-drop audio")).to_be_visible()


async def test_the_first_page_is_light_and_asks_for_little(served: Served, browser: Browser) -> None:
    await served.http.get("/studio")
    answers = []
    window = await browser.new_context()
    page = await window.new_page()
    page.on("response", lambda answer: answers.append(answer))
    await page.goto(f"{served.url}/studio")
    await expect(page.locator("#gallery img")).to_have_count(4)
    page_itself = [answer for answer in answers if not answer.url.endswith("/events")]
    assert len(page_itself) <= 6
    # Nothing is asked for that the page itself does not name: no script is found out about only after another came.
    page_alone = (await served.http.get("/studio")).text
    assert all(urlsplit(answer.url).path in page_alone for answer in page_itself)
