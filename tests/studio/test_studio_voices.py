"""Voices by the API and in a real Chromium: found among hundreds, and heard."""

import pytest
from playwright.async_api import Browser, expect
from studio_world import Served

PLAYING = "() => { const player = document.getElementById('player'); return !player.paused && player.currentTime > 0; }"
TOO_NARROW = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  return [...document.querySelectorAll(".finder select")].filter((one) => {
    pen.font = getComputedStyle(one).font;
    return pen.measureText(one.options[0].text).width + 45 > one.clientWidth;
  }).map((one) => one.id);
}"""
"""Filters in which what is chosen at first does not stand whole: 45 px are the room beside it and the arrow"""


async def test_voices_are_listed_by_language_and_say_what_they_are_given(served: Served) -> None:
    voices = (await served.ok("GET", "/voices", params={"language": "ru", "gender": "female"}))["voices"]
    assert {voice["id"] for voice in voices} >= {"ru-female"}
    assert all("ru" in voice["languages"] and voice["licence"] for voice in voices)
    languages = (await served.ok("GET", "/voices/languages"))["languages"]
    assert {"tag": "zh", "name": "中文"} in languages
    said = await served.http.post("/api/v1/voices/en-us-male/say", json={"text": "-v is a word"})
    assert (said.status_code, said.content[:4]) == (200, b"OggS")


@pytest.mark.parametrize(
    ("voice", "asked", "status", "code"),
    [
        ("en-us-male", {"text": "!!!"}, 422, "nothing-to-say"),
        ("en-us-male", {"text": "a" * 201}, 422, "invalid"),
        ("en-us-male", {"text": "Hello", "language": "ru"}, 422, "unknown-language"),
        ("coqui:nothing/nobody", {"text": "Hello"}, 404, "unknown-voice"),
    ],
)
async def test_what_a_voice_cannot_say_is_told(
    served: Served, voice: str, asked: dict[str, str], status: int, code: str
) -> None:
    answer = await served.http.post(f"/api/v1/voices/{voice.replace('/', '%2F')}/say", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_voice_is_found_heard_and_taken(served: Served, browser: Browser) -> None:
    page = await served.page(browser, "/studio/voices")
    rows = page.locator(".voice:visible")
    assert await rows.count() > 200
    await expect(rows.first).to_contain_text("English")
    await page.get_by_label("Search").fill("deutsch")
    await expect(rows).to_have_count(2)
    await expect(page.locator("#count")).to_have_text("Voices: 2")
    await page.locator("#gender").select_option("female")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("German")
    await page.get_by_role("button", name="Hear German").click()
    await page.wait_for_function(PLAYING)
    await page.get_by_label("Hear it say").fill("Herr Müller, guten Morgen")
    await page.get_by_role("button", name="Stop German").click()
    await page.get_by_role("button", name="Hear German").click()
    await page.wait_for_function(PLAYING)
    await page.get_by_label("Hear it say").fill("!!!")
    await page.get_by_role("button", name="Stop German").click()
    await page.get_by_role("button", name="Hear German").click()
    await expect(rows.locator(".wrong")).to_contain_text("nothing to say")
    await page.locator("#engine").select_option("coqui")
    await expect(page.locator("#count")).to_have_text("No voice fits that.")
    await page.get_by_role("button", name="Show all voices").click()
    assert await rows.count() > 200
    await page.get_by_label("Search").fill("deutsch")
    await rows.first.get_by_role("link").click()
    await expect(page.locator("#voice")).to_have_value("de-female")


async def test_voices_are_found_by_what_the_reader_calls_their_language(
    served: Served, browser: Browser
) -> None:
    page = await served.page(
        browser, "/studio/voices", locale="ru-RU", viewport={"width": 390, "height": 844}
    )
    rows = page.locator(".voice:visible")
    await expect(rows.first).to_contain_text("Русский")
    await page.locator("#words").fill("немецкий")
    await expect(rows).to_have_count(2)
    assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(TOO_NARROW) == []


async def test_a_variety_of_a_language_is_not_taken_for_a_country(served: Served, browser: Browser) -> None:
    page = await served.page(browser, "/studio/voices")
    await page.locator("#words").fill("ru-cl-female")
    await expect(page.locator(".voice:visible")).to_have_count(1)
    await expect(page.locator(".voice:visible")).to_contain_text("Russian (Classic)")
