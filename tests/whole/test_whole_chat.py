"""A person at the chat page, from the first visit to the clip, in a real Chromium with the real renderer."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from common.media import probe, run_ffmpeg
from voices.catalog import Voices

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
)
CLIP_LIMIT_MS = 120_000


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture
def voice_message(tmp_path: Path) -> Path:
    from common.home import Home
    from common.media import write_sound
    from voices.speaking import speak

    voice, language = Voices(Home(root=tmp_path)).choose("A voice message.", language="en")
    said = speak("This is a voice message for the presenter.", voice=voice, language=language)
    path = tmp_path / "语音 1.ogg"
    write_sound(path, said.samples, said.rate_hz)
    return path


async def test_a_visitor_picks_a_presenter_sends_text_and_voice_and_plays_the_clips(
    program, browser: Browser, voice_message: Path, tmp_path: Path
) -> None:
    page = await (await browser.new_context(locale="en-US")).new_page()
    page.on("pageerror", lambda error: pytest.fail(f"{error}"))
    await page.goto(f"{program.url}/chat")
    await page.get_by_role("textbox").fill("Ann")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("body[data-ready]")

    await page.locator("#text").fill("/start")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message:not(.mine)").first).to_be_visible(timeout=20_000)

    await page.locator("#text").fill("/presenters")
    await page.keyboard.press("Enter")
    names = ["Mira", "Jonas", "Tomas", "Vera"]
    await expect(page.locator(".album").last.locator(".label")).to_have_text(names, timeout=30_000)
    await page.get_by_role("button", name="Tomas").last.click(timeout=30_000)

    await page.locator("#text").fill("Hello, welcome to our training camp.")
    await page.keyboard.press("Enter")
    clip = page.locator(".message:not(.mine) video").first
    await expect(clip).to_be_visible(timeout=CLIP_LIMIT_MS)
    await clip.evaluate("video => { video.muted = true; return video.play(); }")
    await page.wait_for_function(
        "() => document.querySelector('.message:not(.mine) video').currentTime > 0.5"
    )

    await page.locator("input[type=file]").first.set_input_files(voice_message)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".message:not(.mine) video")).to_have_count(2, timeout=CLIP_LIMIT_MS)

    clips = sorted((program.home / "clips").rglob("*.mp4"))
    assert len(clips) == 2
    for path in clips:
        info = probe(path)
        assert (info.width, info.height, info.pixel_format, info.has_sound) == (720, 1280, "yuv420p", True)
        run_ffmpeg(["-i", str(path), "-f", "null", "-"], limit_s=60)
        assert "tomas" in path.with_suffix(".json").read_text(encoding="utf-8")
