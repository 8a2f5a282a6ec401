"""Two lips compared blind in the studio: nobody is told which is which, the vote is kept, and can be undone."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from studio_world import LIMIT_S, Served

from bot.studio.comparisons import Comparisons
from models.ledger import Ledger
from presenters.catalog import Presenters

pytest.importorskip("torch")
HELLO = {"presenter": "mira", "text": "Hello"}


def agree(served: Served) -> None:
    """As after ``models pull``."""
    (served.home.weights / "wav2lip.pth").touch()
    Ledger(served.home.weights).remember("wav2lip", {}, source="file", damaged=False)


async def compared(served: Served, **asked: Any) -> dict[str, Any]:
    """A comparison whose clips are made."""
    begun = await served.ok("POST", "/comparisons", json={**HELLO, **asked})
    async with asyncio.timeout(LIMIT_S):
        with served.parts.line.events.listening() as heard:
            while (told := await served.ok("GET", f"/comparisons/{begun['id']}"))["state"] != "done":
                assert told["engines"] is None
                await anext(heard)
    return dict(told)


def kept(served: Served) -> str:
    return Presenters(home=served.home).get("mira").engine


async def test_with_one_engine_it_says_how_to_get_another_and_makes_nothing(served: Served) -> None:
    alone = await served.http.post("/api/v1/comparisons", json=HELLO)
    assert (alone.status_code, alone.json()["code"]) == (409, "nothing-to-compare")
    assert "models list" in alone.json()["detail"]
    agree(served)
    for engines, code in (
        (["warp"], "two-to-compare"),
        (["warp", "warp"], "two-to-compare"),
        (["warp", "wav2lip-gan"], "engine-needs-weights"),
        (["warp", "wav2lib"], "unknown-engine"),
    ):
        refused = await served.http.post("/api/v1/comparisons", json={**HELLO, "engines": engines})
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert await served.parts.line.list() == []


async def test_a_vote_keeps_the_better_lips_for_orders_that_name_none_and_can_be_undone(
    served: Served,
) -> None:
    agree(served)
    told = await compared(served)
    assert "warp" not in str(told)
    assert "wav2lip" not in str(told)
    assert (await served.ok("GET", "/orders"))["orders"] == []
    for side in "AB":
        clip = await served.http.get(told["clips"][side], headers={"Range": "bytes=0-9"})
        assert (clip.status_code, clip.headers["content-type"]) == (206, "video/mp4")
    jobs = {job.id: job for job in await served.parts.line.list()}
    found, sides = await Comparisons(desk=served.parts.studio.desk).get(told["id"])
    assert {job.order.engine for job in jobs.values()} == {"warp", "wav2lip"}
    assert [job.order.engine for job in sides] == [found.a_engine, found.b_engine]
    by_network = "A" if found.a_engine == "wav2lip" else "B"
    voted = await served.ok("POST", f"/comparisons/{told['id']}/vote", json={"vote": by_network})
    assert (voted["engines"][by_network], voted["kept"], kept(served)) == ("wav2lip",) * 3
    again = await served.http.post(f"/api/v1/comparisons/{told['id']}/vote", json={"vote": "A"})
    assert (again.status_code, again.json()["code"]) == (409, "voted-already")
    order = await served.ok("POST", "/orders", json=HELLO)
    assert (await served.until(order["id"], "done"))["clip"]["engine"] == "wav2lip"
    many = {"kind": "many", "text": "Hello", "targets": [{"presenter": "mira"}, {"presenter": "jonas"}]}
    batch = await served.ok("POST", "/batches", json=many)
    chosen = [job.order.usual_engine for job in await served.parts.line.batch(batch["id"])]
    assert chosen == ["wav2lip", None]
    undone = await served.ok("PATCH", "/presenters/mira", json={"engine": ""})
    assert (undone["engine"], kept(served)) == ("", "")
    made = await served.ok("POST", f"/orders/{order['id']}/again")
    assert (await served.until(made["id"], "done"))["clip"]["engine"] == "warp"


async def test_lips_nobody_agreed_to_win_the_vote_and_are_not_kept_and_it_says_why(served: Served) -> None:
    (served.home.weights / "wav2lip.pth").touch()
    told = await compared(served)
    found, _ = await Comparisons(desk=served.parts.studio.desk).get(told["id"])
    by_network = "A" if found.a_engine == "wav2lip" else "B"
    voted = await served.ok("POST", f"/comparisons/{told['id']}/vote", json={"vote": by_network})
    assert (voted["kept"], kept(served)) == (None, "")
    assert "models pull wav2lip --from" in voted["remark"]
    refused = await served.http.patch("/api/v1/presenters/mira", json={"engine": "wav2lip"})
    assert (refused.status_code, refused.json()["code"]) == (422, "engine-not-agreed")


async def test_no_vote_counts_before_both_are_made_and_old_comparisons_go_with_their_clips(
    served: Served,
) -> None:
    agree(served)
    served.hold()
    begun = await served.ok("POST", "/comparisons", json=HELLO)
    early = await served.http.post(f"/api/v1/comparisons/{begun['id']}/vote", json={"vote": "A"})
    assert (early.status_code, early.json()["code"]) == (409, "not-compared")
    served.let_go()
    await compared(served)
    clips = [Path(job.clip.path) for job in await served.parts.line.list() if job.clip]
    assert len({path for path in clips if path.is_file()}) == 2
    await Comparisons(desk=served.parts.studio.desk).sweep(older_than_s=-1)
    assert not any(path.is_file() for path in clips)
    gone = await served.http.get(f"/api/v1/comparisons/{begun['id']}")
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown-comparison")


async def test_both_play_in_step_are_voted_on_by_a_key_and_the_names_come_after(
    served: Served, browser: Browser
) -> None:
    page = await served.page(browser, "/studio/presenters")
    mira = page.locator("[data-presenter=mira]")
    await mira.get_by_role("button", name="What to do").click()
    await page.get_by_role("menuitem", name="Compare lips").click()
    await expect(page.locator("#alone")).to_contain_text("models pull wav2lip")
    agree(served)
    await page.reload()
    await page.locator("#text").fill("")
    await page.get_by_role("button", name="Make both").click()
    await expect(page.locator("#text-wrong")).to_contain_text("nothing to say")
    await page.locator("#text").fill("Hello")
    await page.get_by_role("button", name="Make both").click()
    await expect(page.locator("#votes")).to_be_visible()
    await page.wait_for_function(
        "() => { const [a, b] = ['A', 'B'].map((side) => document.getElementById(`video-${side}`));"
        " return a.currentTime > 0.2 && Math.abs(a.currentTime - b.currentTime) < 0.2; }"
    )
    await page.get_by_role("button", name="Sound").click()
    assert await page.evaluate(
        "['A', 'B'].map((side) => document.getElementById(`video-${side}`).muted)"
    ) == [
        False,
        True,
    ]
    await expect(page.locator("#name-A")).to_have_text("")
    await page.reload()
    await expect(page.locator("#votes")).to_be_visible()
    await page.keyboard.press("b")
    await expect(page.locator("#told")).to_contain_text("is kept for Mira from now on")
    names = {await page.locator(f"#name-{side}").inner_text() for side in "AB"}
    assert names == {"Own lips, moved", "Network (Wav2Lip)"}
    assert kept(served) in ("warp", "wav2lip")
    await expect(page.locator("#kept")).to_contain_text("Kept for Mira")
    await page.get_by_role("button", name="Choose by itself again").click()
    await expect(page.locator("#kept")).to_have_text("No lips are kept for Mira.")
    assert kept(served) == ""
