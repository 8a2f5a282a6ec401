"""Fetching a voice's model by its button, from a real server on this machine."""

import json
import sys
from pathlib import Path

from playwright.async_api import Browser, expect
from studio_world import Served

sys.path.append(str(Path(__file__).parents[1] / "models"))
from weights_world import safetensors, serving, voice, zipped

FOLDER = "tts_models--en--small--vits"
FILES = {
    "config.json": json.dumps({"model": "vits"}).encode(),
    "model_file.pth": safetensors("text_encoder.weight"),
}


async def test_a_model_is_fetched_after_its_licence_was_agreed_to_and_deleted_again(
    served: Served, browser: Browser
) -> None:
    with serving() as shelf:
        shelf.files["/voice.zip"] = zipped({f"{FOLDER}/{name}": data for name, data in FILES.items()})
        served.parts.studio.fetches.store.models = voice(shelf.url)
        page = await served.page(browser, "/studio/voices")
        model = page.locator(".model")
        await expect(model).to_contain_text("Apache-2.0. Any use.")
        await model.get_by_role("button", name="Fetch").click()
        await expect(page.locator("#ask-text")).to_contain_text("Commercial use is allowed.")
        await page.locator("#ask").get_by_role("button", name="No").click()
        await expect(model).to_have_attribute("data-state", "missing")
        await model.get_by_role("button", name="Fetch").click()
        await page.get_by_role("button", name="I agree, fetch it").click()
        await expect(model).to_have_attribute("data-state", "here")
        assert (served.home.voices / "coqui" / FOLDER / "config.json").is_file()
        await model.get_by_role("button", name="Delete").click()
        await page.locator("#ask").get_by_role("button", name="Delete").click()
        await expect(model).to_have_attribute("data-state", "missing")
        assert not (served.home.voices / "coqui" / FOLDER).exists()


async def test_a_fetch_that_fails_says_why_beside_the_model(served: Served, browser: Browser) -> None:
    with serving() as shelf:
        served.parts.studio.fetches.store.models = voice(shelf.url)
        page = await served.page(browser, "/studio/voices")
        await page.locator(".model").get_by_role("button", name="Fetch").click()
        await page.get_by_role("button", name="I agree, fetch it").click()
        await expect(page.locator(".model .wrong")).to_contain_text("the server does not have it")
        await expect(page.locator(".model").get_by_role("button", name="Fetch")).to_be_visible()
