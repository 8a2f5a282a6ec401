"""The page for many clips, in a real Chromium."""

import zipfile
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from studio_world import Served

from common.media import probe


async def test_files_and_presenters_become_a_batch_that_is_paused_mended_and_downloaded(
    served: Served, browser: Browser, clip: Path, photo: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a video at all")
    page = await served.page(browser, "/studio/many")
    await page.locator("#go").click()
    await expect(page.locator("#targets-wrong")).to_contain_text("Add a video or photo")
    await page.locator("#text").fill("Hello from all of us")
    await page.locator("#targets-drop input").set_input_files([clip, broken, photo])
    await expect(page.locator(".target.bad")).to_contain_text("broken.mp4 cannot be read")
    await expect(page.locator(".target:not(.bad) small")).to_have_count(2)
    await page.locator("label.presenter", has_text="Jonas").click()
    served.hold()
    await page.get_by_role("button", name="Make the clips (3)").click()
    orders = page.locator(".batch-order")
    await expect(orders).to_have_count(3)
    await expect(orders.nth(0)).to_have_attribute("data-state", "running")
    await page.get_by_role("button", name="Pause").click()
    await expect(page.locator("#batch-counts")).to_contain_text("paused")
    await page.get_by_role("button", name="Cancel: Jonas").click()
    await expect(orders.nth(2)).to_have_attribute("data-state", "cancelled")
    served.let_go()
    await expect(orders.nth(0)).to_have_attribute("data-state", "done")
    await expect(orders.nth(1)).to_have_attribute("data-state", "queued")
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("button", name="Try again (1)").click()
    await expect(page.locator(".batch-order[data-state=done]")).to_have_count(3)
    await orders.nth(1).get_by_role("button", name="Play").click()
    await expect(page.locator("dialog.player video")).to_be_visible()
    await page.keyboard.press("Escape")
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Download all (ZIP)").click()
    download = await coming.value
    assert download.suggested_filename == "Hello from all of us.zip"
    with zipfile.ZipFile(await download.path()) as archive:
        assert archive.namelist() == ["clip.mp4", "照片 1.mp4", "Jonas.mp4"]
        for number, name in enumerate(archive.namelist()):
            unpacked = tmp_path / f"{number}.mp4"
            unpacked.write_bytes(archive.read(name))
            assert probe(unpacked).has_picture


async def test_one_that_fails_stops_no_other_and_can_be_tried_again(served: Served, browser: Browser) -> None:
    page = await served.page(browser, "/studio/many")
    await page.locator("#text").fill("no face")
    await page.get_by_role("button", name="All", exact=True).click()
    await page.get_by_role("button", name="Make the clips (4)").click()
    await expect(page.locator(".batch-order[data-state=failed]")).to_have_count(4)
    await expect(page.locator(".batch-order").first).to_contain_text("should face the camera")
    served.hold()
    await page.get_by_role("button", name="Try again (4)").click()
    await expect(page.locator(".batch-order[data-state=running]")).to_have_count(1)
    await page.get_by_role("button", name="Cancel the rest").click()
    await page.get_by_role("button", name="Yes").click()
    await expect(page.locator(".batch-order[data-state=cancelled]")).to_have_count(4)
    served.let_go()
    await page.get_by_role("button", name="Delete all").click()
    await page.locator("#ask [value=yes]").click()
    await expect(page.locator("#make")).to_be_visible()
    await expect(page.locator("#earlier-none")).to_be_visible()


async def test_a_batch_is_opened_again_by_its_address_and_two_tabs_agree(
    served: Served, browser: Browser, clip: Path
) -> None:
    served.hold()
    page = await served.page(browser, "/studio/many")
    await page.locator("#text").fill("Shared")
    await page.locator("#targets-drop input").set_input_files([clip])
    await expect(page.locator(".target small")).to_have_count(1)
    await page.reload()
    await expect(page.locator(".target")).to_contain_text("clip.mp4")
    await page.get_by_role("button", name="Make the clips (1)").click()
    await expect(page.locator(".batch-order[data-state=running]")).to_have_count(1)
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(other.locator(".batch-order[data-state=running]")).to_have_count(1)
    await page.close()
    served.let_go()
    await expect(other.locator(".batch-order[data-state=done]")).to_have_count(1)
    await other.get_by_role("link", name="New").click()
    await expect(other.locator("#make")).to_be_visible()
    await other.locator("#earlier a").click()
    await expect(other.locator("#batch")).to_be_visible()
    await expect(other.locator("#batch-title")).to_have_text("Shared")
    await other.go_back()
    await expect(other.locator("#batch")).to_be_hidden()
    await other.goto(f"{served.url}/studio/many?batch=gone")
    await expect(other.locator("#toast")).to_contain_text("not here any more")


@pytest.mark.parametrize("path", ["/studio", "/studio/many"])
async def test_a_recording_and_how_clips_shall_look_are_there_after_the_page_was_loaded_again(
    served: Served, browser: Browser, photo: Path, path: str
) -> None:
    page = await served.page(browser, path)
    await page.get_by_role("tab", name="Recording").click()
    await page.get_by_role("button", name="Record").click()
    await expect(page.locator("#record-clock")).to_have_text("0:01")
    await page.get_by_role("button", name="Stop").click()
    await expect(page.locator("#sound-drop audio")).to_be_visible()
    await page.locator("#words").fill("What I said")
    await page.locator("details.more summary").click()
    await page.locator("#shape").select_option("square")
    await page.locator("#size").select_option("360")
    await page.locator("#subtitles").select_option("beside")
    await page.locator("#background").select_option("picture")
    await page.locator("#background-file").set_input_files(photo)
    await expect(page.locator("#background-name")).to_have_text("照片 1.jpg")
    await page.reload()
    await expect(page.locator("#sound-drop")).to_contain_text("recording")
    await expect(page.locator("#background-name")).to_be_visible()
    await page.locator("label.presenter", has_text="Jonas").click()
    async with page.expect_request(lambda one: one.method == "POST") as coming:
        await page.locator("#go").click()
    asked = (await coming.value).post_data_json
    assert (asked["text"], asked["square"], asked["size"]) == ("What I said", True, 360)
    assert (asked["subtitles"], "voice" in asked) == ("beside", False)
    for name, kind in (("sound", "sound"), ("background", "photo")):
        assert (await served.ok("GET", f"/uploads/{asked[name]}"))["kind"] == kind
    await expect(page.locator("[data-state=done]").first).to_be_visible()


async def test_a_sound_that_was_deleted_meanwhile_is_asked_for_again(
    served: Served, browser: Browser, recording: Path
) -> None:
    page = await served.page(browser, "/studio/many")
    await page.get_by_role("tab", name="Recording").click()
    await page.locator("#sound-drop input").set_input_files(recording)
    sent = await page.locator("#sound-drop .chosen").get_attribute("data-upload")
    await served.ok("DELETE", f"/uploads/{sent}")
    await page.reload()
    await expect(page.locator("#sound-drop")).to_contain_text("Drop a sound here")
