"""Lips chosen in the studio and by the API: what is offered, what is refused, and what the history tells."""

import pytest
from playwright.async_api import Browser, expect
from studio_world import Served

from pipeline.lips.engines import ENGINES

pytest.importorskip("torch")


async def test_an_order_may_name_lips_that_are_ready_and_is_refused_others_with_what_to_do(
    served: Served,
) -> None:
    listed = await served.ok("GET", "/engines")
    assert [(one["id"], one["ready"]) for one in listed] == [(name, name == "warp") for name in ENGINES]
    assert "models pull wav2lip" in listed[1]["missing"]
    asked = {"text": "Hello", "engine": "wav2lip"}
    for path, body in (
        ("/orders", asked),
        ("/batches", {**asked, "kind": "many", "targets": [{"presenter": "mira"}]}),
    ):
        refused = await served.http.post(f"/api/v1{path}", json=body)
        assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (
            422,
            "engine-needs-weights",
            "engine",
        )
    unknown = await served.http.post("/api/v1/orders", json={"text": "Hello", "engine": "wav2lib"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-engine")
    assert (await served.ok("GET", "/orders"))["orders"] == []
    (served.home.weights / "wav2lip.pth").touch()
    order = await served.ok("POST", "/orders", json=asked)
    assert order["engine"] == "wav2lip"
    assert (await served.until(order["id"], "done"))["clip"]["engine"] == "wav2lip"


@pytest.mark.parametrize("page", ["", "/many", "/names"])
async def test_lips_are_chosen_where_there_is_a_choice(served: Served, browser: Browser, page: str) -> None:
    shown = await served.page(browser, f"/studio{page}")
    await shown.locator("summary", has_text="lips").click()
    await expect(shown.locator("#engine-only")).to_contain_text("Own lips, moved: what draws the lips here")
    assert await shown.locator("#engine").count() == 0
    (served.home.weights / "wav2lip.pth").touch()
    await shown.reload()
    await shown.locator("summary", has_text="lips").click()
    choice = shown.get_by_label("Lips", exact=True)
    await expect(choice.locator("option:disabled")).to_have_text("Sharper network (Wav2Lip GAN) – not ready")
    await expect(shown.locator("[data-field=engine]")).to_contain_text("models pull wav2lip-gan")
    await choice.select_option("wav2lip")
    if page:
        return
    await shown.locator("#text").fill("Hello")
    await shown.get_by_role("button", name="Make the clip").click()
    await expect(shown.locator(".clip")).to_have_attribute("data-state", "done")
    await shown.goto(f"{served.url}/studio/history")
    await expect(shown.locator("#rows")).to_contain_text("Network (Wav2Lip)")


async def test_lips_kept_for_a_presenter_are_named_on_their_card_and_where_they_are_compared_is_shown(
    served: Served, browser: Browser
) -> None:
    served.parts.studio.desk.registry.keep_engine("mira", "wav2lip")
    served.parts.studio.desk.registry.keep_engine("jonas", "musetalk")
    shown = await served.page(browser, "/studio/presenters", locale="ru-RU")
    await expect(shown.locator("[data-presenter=mira] [data-lips]")).to_contain_text("Нейросеть (Wav2Lip)")
    await expect(shown.locator("[data-presenter=jonas] [data-lips]")).to_contain_text("musetalk")
    await shown.goto(f"{served.url}/studio/compare?presenter=mira")
    await expect(shown.locator("#nav [aria-current]")).to_have_attribute("href", "/studio/presenters")
