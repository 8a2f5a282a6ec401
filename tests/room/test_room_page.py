"""The chat page in a real Chromium, with a real bot behind it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from echobot import chatting
from playwright.async_api import Browser, Page, async_playwright, expect

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)

expect.set_options(timeout=15_000)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        await browser.close()


async def enter(browser: Browser, url: str, name: str, **context: object) -> Page:
    """Someone opens the page, says a name, and is in the chat. Any error in the page's console fails the test."""
    window = await browser.new_context(**{"locale": "en-US", **context})
    page = await window.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: pytest.fail(f"{error}"))
    await page.goto(f"{url}/chat")
    await page.get_by_role("textbox").fill(name)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("body[data-ready]")
    return page


async def write(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.keyboard.press("Enter")


async def test_a_first_visitor_starts_presses_buttons_and_sees_answers_edits_and_deletes(
    served, browser, clip: Path
) -> None:
    async with chatting(served.url, served.token, clip) as step:
        page = await enter(browser, served.url, "Ann")
        await page.get_by_role("button", name="/start See what it can do").click()
        hello = page.locator(".message:not(.mine)").first
        await expect(hello.locator("strong")).to_have_text("Hello!")
        await expect(hello).to_contain_text("<script> stays text")
        await page.get_by_role("button", name="Nora").click()
        await expect(page.locator("#toast")).to_have_text("Nora speaks now")
        await page.get_by_role("button", name="Viktor").click()
        await expect(page.get_by_role("dialog")).to_contain_text("Viktor is resting")
        await page.get_by_role("button", name="OK").click()
        await page.get_by_role("button", name="Edit me").click()
        await expect(hello).to_contain_text("Now it reads otherwise.")
        await expect(hello.get_by_role("button", name="Nora")).to_have_count(0)

        await write(page, "Say hello")
        await expect(page.get_by_text("In the line: place 1")).to_be_visible()
        await expect(page.locator("#doing")).to_contain_text("is sending a video")
        step.release()
        await expect(page.get_by_text("Rendering 50 %")).to_be_visible()
        step.release()
        await expect(page.get_by_text("Here it is")).to_be_visible()
        await expect(page.get_by_text("Rendering 50 %")).to_have_count(0)
        answer = page.locator(".message:has(video)")
        await expect(answer.locator(".quote")).to_contain_text("Say hello")


async def test_a_clip_plays_seeks_and_downloads(served, browser, clip: Path) -> None:
    page = await enter(browser, served.url, "Ann")
    ann = served.room.people()[0]
    with clip.open("rb") as film:
        await send_file(served, "sendVideo", ann.id, video=("clip.mp4", film))
    video = page.locator("video")
    await video.wait_for()
    await video.evaluate("video => { video.muted = true; return video.play(); }")
    await page.wait_for_function("() => document.querySelector('video').currentTime > 0.3")
    await video.evaluate("video => { video.currentTime = 4; }")
    await page.wait_for_function(
        "() => (v => !v.seeking && v.currentTime >= 4)(document.querySelector('video'))"
    )
    assert await video.evaluate("video => video.seekable.end(0)") == pytest.approx(6, abs=0.2)
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="Download").click()
    assert Path(await (await saved.value).path()).read_bytes() == clip.read_bytes()


async def send_file(served, method: str, chat_id: int, **files: object) -> None:
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.post(
            f"{served.url}/bot{served.token}/{method}", data={"chat_id": chat_id}, files=files
        )
    assert answer.json()["ok"], answer.text


async def test_a_voice_message_recorded_in_the_browser_reaches_the_bot_as_ogg_opus(
    served, browser, clip: Path
) -> None:
    async with chatting(served.url, served.token, clip):
        page = await enter(browser, served.url, "Ann", permissions=["microphone"])
        await page.get_by_role("button", name="Record a voice message").click()
        await expect(page.get_by_role("timer")).to_have_text("0:02", timeout=10_000)
        await page.get_by_role("button", name="Send the recording").click()
        await expect(page.locator(".message:not(.mine)")).to_contain_text(
            "audio/ogg OggS 2 s", timeout=15_000
        )
        await page.locator(".mine .play").click()
        await page.wait_for_function("() => document.querySelector('audio').currentTime > 0.2")


async def test_a_refused_microphone_is_explained(served, browser) -> None:
    page = await enter(browser, served.url, "Ann")
    await page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    await page.get_by_role("button", name="Record a voice message").click()
    await expect(page.locator("#toast")).to_contain_text("may not use the microphone")


async def test_attached_files_arrive_as_what_they_are(
    served, browser, clip: Path, photo: Path, tmp_path: Path
) -> None:
    contract = tmp_path / "合同 «1».txt"
    contract.write_text("hello")
    empty = tmp_path / "empty.wav"
    empty.touch()
    async with chatting(served.url, served.token, clip):
        page = await enter(browser, served.url, "Ann")
        await page.locator("#picker").set_input_files([photo, clip, contract])
        await page.locator("#text").fill("look")
        await page.get_by_role("button", name="Send", exact=True).click()
        for answer in ("photo: look", "video: -", "document: -"):
            await expect(page.get_by_text(answer)).to_be_visible(timeout=15_000)
        await expect(page.locator(".album img")).to_have_count(1)
        await expect(page.locator(".album video")).to_have_count(1)
        await expect(page.locator(".paper b")).to_have_text(contract.name)
        await page.locator("#picker").set_input_files([empty])
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.locator("#toast")).to_have_text("empty.wav is empty (0 bytes). Choose it again.")


async def test_the_command_menu_and_the_reply_keyboard_send_what_they_say(
    served, browser, clip: Path
) -> None:
    async with chatting(served.url, served.token, clip):
        page = await enter(browser, served.url, "Ann")
        await page.locator("#text").fill("/pre")
        await expect(page.get_by_role("option")).to_have_count(1)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("text: /presenters")).to_be_visible()
        await write(page, "/keys")
        await page.get_by_role("button", name="Yes").click()
        await expect(page.get_by_text("text: Yes")).to_be_visible()


async def test_history_is_there_after_a_reload_and_two_people_see_only_their_own_chats(
    served, browser, clip: Path
) -> None:
    async with chatting(served.url, served.token, clip):
        ann = await enter(browser, served.url, "Ann")
        ben = await enter(browser, served.url, "Ben")
        await write(ann, "only for Ann")
        await write(ben, "only for Ben")
        await expect(ann.get_by_text("text: only for Ann")).to_be_visible()
        await expect(ben.get_by_text("text: only for Ben")).to_be_visible()
        await ann.reload()
        await expect(ann.get_by_text("text: only for Ann")).to_be_visible()
        assert "Ben" not in await ann.locator("#messages").inner_text()
        bens = ben.url.removeprefix(served.url)
        stolen = await ann.request.get(f"{served.url}{bens}/own/history")
        assert stolen.status == 403


async def test_messages_sent_while_the_line_was_down_are_caught_up(served, browser) -> None:
    page = await enter(browser, served.url, "Ann")
    ann = served.room.people()[0]
    await served.ok("sendMessage", chat_id=ann.id, text="before")
    await expect(page.get_by_text("before")).to_be_visible()
    await page.context.set_offline(True)
    served.room.bus.close()
    await expect(page.locator("#offline")).to_be_visible()
    await served.ok("sendMessage", chat_id=ann.id, text="missed")
    await page.context.set_offline(False)
    await expect(page.get_by_text("missed")).to_be_visible(timeout=20_000)
    await expect(page.locator("#offline")).to_be_hidden()
    await expect(page.locator(".message")).to_have_count(2)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
async def test_nothing_is_wider_than_the_screen(
    served, browser, clip: Path, photo: Path, width: int, height: int
) -> None:
    page = await enter(
        browser, served.url, "Ann", viewport={"width": width, "height": height}, color_scheme="dark"
    )
    ann = served.room.people()[0]
    await served.ok("sendMessage", chat_id=ann.id, text="W" * 400)
    wide = [[{"text": "a button with a long text on it " * 2, "callback_data": "x"}] * 3]
    await served.ok("sendMessage", chat_id=ann.id, text="x", reply_markup={"inline_keyboard": wide})
    with clip.open("rb") as film:
        await send_file(served, "sendVideoNote", ann.id, video_note=("n.mp4", film))
    await page.locator(".note").wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("(log => log.scrollWidth <= log.clientWidth)(document.getElementById('log'))")
    assert (
        await page.locator("#send, #record").first.is_visible() or await page.locator("#record").is_visible()
    )


async def test_the_page_speaks_the_language_of_the_browser(served, browser) -> None:
    page = await enter(browser, served.url, "小明", locale="zh-CN")
    await expect(page.locator("#text")).to_have_attribute("placeholder", "消息")
    await write(page, "你好")
    (update,) = await served.ok("getUpdates", timeout=5)
    assert update["message"]["from"]["language_code"] == "zh"
