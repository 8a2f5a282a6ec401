"""Presenters by the API and in a real Chromium: looked at, added with consent, changed, and removed with everything."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from studio_world import Served, made

from bot.examining import Found, OnShare
from bot.studio.checks import Checks
from bot.studio.desk import OWN
from bot.studio.galleries import SHOWN
from common.home import Home
from models.manifest import manifest
from presenters.registry import Registry

TOMAS = Path(__file__).parents[2] / "presenters/builtin/tomas/footage.mp4"
VISEMES = TOMAS.with_name("visemes.mp4")
CONSENT = "Anna Petrova, 3 May 2026, for our training videos"


@pytest.fixture(scope="session")
def face(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo of somebody who does not exist."""
    path = tmp_path_factory.mktemp("media") / "anna.jpg"
    return made(path, "-ss", "1", "-i", str(TOMAS), "-frames:v", "1", "-vf", "scale=360:640")


@pytest.fixture(scope="session")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("media") / "Anna films.mp4"
    return made(path, "-t", "0.6", "-i", str(TOMAS), "-vf", "scale=360:640", "-an")


def left(served: Served) -> list[str]:
    """What is kept of people who were added or looked at."""
    home = served.home
    kept = [path for folder in (home.inputs, home.prepared, home.clips) for path in folder.rglob("*.*")]
    mine = [
        path
        for path in kept
        if not any(f"-{name}-" in path.name for name in ("mira", "jonas", "tomas", "vera"))
    ]
    return [str(path) for path in mine] + [str(path) for path in home.presenters.glob("[!.]*")]


async def test_somebody_is_added_with_consent_shared_renamed_and_goes_with_every_clip(
    served: Served, face: Path
) -> None:
    upload = await served.upload(face)
    asked = {"footage": upload["id"], "name": "Anna", "gender": "female"}
    refused = await served.http.post("/api/v1/presenters", json=asked)
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (
        422,
        "consent-missing",
        "consent",
    )
    taken = await served.http.post("/api/v1/presenters", json={**asked, "name": "mira", "consent": CONSENT})
    assert (taken.status_code, taken.json()["field"]) == (409, "name")
    anna = await served.ok("POST", "/presenters", json={**asked, "consent": CONSENT})
    assert (anna["own"], anna["shared"], anna["kind"], anna["consent"]) == (True, False, "photo", CONSENT)
    again = await served.http.post("/api/v1/presenters", json={**asked, "name": "Two", "consent": CONSENT})
    assert (again.status_code, again.json()["code"]) == (409, "already-added")
    await served.ok("DELETE", f"/uploads/{upload['id']}")
    changed = await served.ok("PATCH", f"/presenters/{anna['id']}", json={"name": "Аня", "shared": True})
    assert (changed["name"], changed["shared"]) == ("Аня", True)
    assert (await served.ok("GET", "/presenters"))["presenters"][4] == changed
    assert (await served.http.get(anna["loop"])).headers["content-type"] == "image/jpeg"
    order = await served.ok("POST", "/orders", json={"text": "Hello", "presenter": anna["id"]})
    await served.until(order["id"], "done")
    assert (await served.ok("GET", f"/presenters/{anna['id']}"))["clips"] == 1
    gone = await served.ok("DELETE", f"/presenters/{anna['id']}")
    assert (gone["clips"], gone["orders"], gone["name"]) == (1, 1, "Аня")
    assert (await served.http.get(f"/api/v1/presenters/{anna['id']}")).status_code == 404
    assert (await served.http.get(f"/api/v1/orders/{order['id']}")).status_code == 404
    assert left(served) == []


async def test_a_film_of_the_mouth_opening_is_looked_at_and_kept_with_the_presenter(
    served: Served, face: Path, filmed: Path
) -> None:
    footage, shut, film = [await served.upload(path) for path in (filmed, face, VISEMES)]
    asked = {"footage": footage["id"], "name": "Anna", "consent": CONSENT}
    for wrong, code in ((shut, "visemes-still"), (footage, "mouth-never-open")):
        for path, body in (("", {**asked, "visemes": wrong["id"]}), ("/check", {"visemes": wrong["id"]})):
            refused = await served.http.post(f"/api/v1/presenters{path}", json=body)
            assert (refused.status_code, refused.json()["code"]) == (422, code)
            assert wrong["name"] in refused.json()["detail"]
    unknown = await served.http.post("/api/v1/presenters", json={**asked, "visemes": "0" * 20})
    assert (unknown.status_code, unknown.json()["field"]) == (404, "visemes")
    anna = await served.ok("POST", "/presenters", json={**asked, "visemes": film["id"]})
    kept = served.parts.studio.desk.presenters.get(anna["id"]).visemes
    assert kept is not None
    assert kept.read_bytes() == VISEMES.read_bytes()
    for upload in (footage, shut, film):
        await served.ok("DELETE", f"/uploads/{upload['id']}")
    await served.ok("DELETE", f"/presenters/{anna['id']}")
    assert left(served) == []


async def test_the_page_takes_a_film_of_the_mouth_and_says_what_is_wrong_with_it(
    served: Served, browser: Browser, filmed: Path
) -> None:
    page = await served.page(browser, "/studio/presenters")
    await page.get_by_role("button", name="Add a presenter").click()
    await expect(page.locator("#tracker")).to_have_count(0)
    await page.locator("#footage-drop input").set_input_files(filmed)
    await page.locator("#film-box summary").click()
    await expect(page.locator("#film-box")).to_contain_text("aah, eee, ooh, fff, la la")
    await page.locator("#visemes-drop input").set_input_files(filmed)
    await expect(page.locator("#visemes-wrong")).to_contain_text("never seen open in Anna films.mp4")
    await page.locator("#visemes-drop input").set_input_files(VISEMES)
    await expect(page.locator("#film-report")).to_contain_text("The mouth is seen open")
    await page.reload()
    await expect(page.locator("#film-report")).to_contain_text("The mouth is seen open")
    await expect(page.locator(".report")).to_be_visible()
    await page.locator("#name").fill("Anna")
    await page.locator("#consent-who").fill("Anna Petrova")
    await page.locator("#consent-what").fill("for tests")
    await page.locator("#go").click()
    await expect(page.locator("#toast")).to_contain_text("Anna")
    (anna,) = served.parts.studio.desk.registry.owned(OWN)
    assert anna.visemes is not None


async def test_what_finds_the_face_is_chosen_where_a_second_tracker_has_its_weights(
    served: Served, browser: Browser
) -> None:
    pytest.importorskip("torch")
    for model in (manifest().get("s3fd"), manifest().get("2dfan4")):
        place = model.place(served.home)
        place.mkdir(parents=True, exist_ok=True)
        (place / model.files[0].name).touch()
    page = await served.page(browser, "/studio/presenters")
    await page.get_by_role("button", name="Add a presenter").click()
    choice = page.get_by_label("What finds face and lips")
    await expect(choice.locator("option")).to_have_text(["As set here", "mediapipe", "face-alignment"])


async def test_built_in_presenters_move_and_stay_as_they_are(served: Served) -> None:
    refused = await served.http.delete("/api/v1/presenters/mira")
    assert (refused.status_code, refused.json()["code"]) == (403, "builtin-presenter")
    loop = await served.http.get("/api/v1/presenters/mira/loop", headers={"Range": "bytes=0-99"})
    assert (loop.status_code, loop.headers["content-type"]) == (206, "video/mp4")


async def test_a_look_is_told_in_the_readers_language_and_leaves_nothing_when_the_file_goes(
    served: Served, face: Path
) -> None:
    upload = await served.upload(face)
    asked = {"footage": upload["id"]}
    first = await served.http.post("/api/v1/presenters/check", json={**asked, "wait_s": 0})
    assert (first.status_code, first.json()["done"]) == (202, False)
    while not (found := await served.ok("POST", "/presenters/check", json=asked))["done"]:
        pass
    assert found["grade"] in ("good", "fair", "poor")
    assert (await served.http.get(found["sheet"])).content[:2] == b"\xff\xd8"
    await served.ok("DELETE", f"/uploads/{upload['id']}")
    assert left(served) == []


async def test_two_hours_of_footage_and_a_mere_sound_are_refused_at_once(
    served: Served, recording: Path, tmp_path: Path
) -> None:
    picture = ("-f", "lavfi", "-i", "color=size=64x64:rate=1/10:duration=7200", "-pix_fmt", "yuv420p")
    upload = await served.upload(made(tmp_path / "long.mp4", *picture))
    refused = await served.http.post(
        "/api/v1/presenters/check", json={"footage": upload["id"]}, headers={"Accept-Language": "ru"}
    )
    assert refused.status_code == 422
    assert refused.json()["detail"].startswith("long.mp4 длится 120 мин")
    sound = await served.upload(recording)
    refused = await served.http.post("/api/v1/presenters/check", json={"footage": sound["id"]})
    assert refused.json()["code"] == "wrong-kind"


async def test_who_asks_again_joins_the_look_and_one_that_nobody_asks_about_is_stopped(
    tmp_path: Path, photo: Path
) -> None:
    home = Home(root=tmp_path).make()
    begun, stopped = asyncio.Event(), asyncio.Event()
    looks = []

    async def examine(
        footage: Path, name: str, sheet: Path, *, on_share: OnShare | None = None, film: bool = False
    ) -> Found:
        looks.append(name)
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        return Found()

    checks = Checks(home=home, registry=Registry(home=home), examine=examine, patience_s=0.2)
    await asyncio.gather(*(checks.ask("one", photo, "One", wait_s=0) for _ in range(3)))
    async with asyncio.timeout(20):
        await begun.wait()
        await stopped.wait()
    assert looks == ["One"]
    assert checks.get("one") is None
    await checks.close()


async def test_somebody_is_added_in_the_page_used_renamed_and_removed(
    served: Served, browser: Browser, photo: Path, filmed: Path
) -> None:
    page = await served.page(browser, "/studio/presenters")
    await page.get_by_role("button", name="Add a presenter").click()
    await page.locator("#footage-drop input").set_input_files(photo)
    await expect(page.locator("#footage-wrong")).to_contain_text("no face in 照片 1.jpg")
    await page.locator("#name").fill("Mira")
    await page.reload()
    await expect(page.locator("#name")).to_have_value("Mira")
    await page.locator("#footage-drop input").set_input_files(filmed)
    await expect(page.locator(".report")).to_contain_text("only 0.6 s long", timeout=60_000)
    await expect(page.locator(".sheet img")).to_be_visible()
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.locator("#consent-wrong")).to_contain_text("Nobody is added without")
    await page.get_by_label("Who agreed").fill("Anna Petrova")
    await page.get_by_label("For what").fill("our videos")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.locator("#name-wrong")).to_contain_text("a presenter called “Mira” already")
    await page.locator("#name").fill("Anna")
    await page.get_by_role("button", name="Add", exact=True).click()
    card = page.locator(".person", has_text="mine")
    await expect(card).to_contain_text("Consent: Anna Petrova,")
    await choose(page, "Rename")
    await page.locator("#new-name").fill("jonas")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#new-name-wrong")).to_contain_text("already")
    await page.locator("#new-name").fill("Anna P.")
    await page.keyboard.press("Enter")
    await expect(card.locator("h3")).to_have_text("Anna P.")
    await card.get_by_role("link", name="Use for a clip").click()
    await expect(page.locator("label.presenter", has_text="Anna P.").locator("input")).to_be_checked()
    await page.locator("#text").fill("Hello")
    await page.get_by_role("button", name="Make the clip").click()
    await expect(page.locator(".clip")).to_have_attribute("data-state", "done")
    await page.goto(f"{served.url}/studio/presenters")
    await choose(page, "Remove")
    await expect(page.locator("#ask-text")).to_contain_text("Clips deleted with it: 1.")
    await page.get_by_role("button", name="Remove", exact=True).click()
    await expect(page.locator(".person")).to_have_count(4)
    assert left(served) == []


async def test_of_two_people_in_the_picture_one_is_chosen(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    both = "[0:v]scale=360:640[a];[1:v]scale=360:640[b];[a][b]hstack"
    vera = TOMAS.parents[1] / "vera/footage.mp4"
    two = made(
        tmp_path / "two.jpg", "-i", str(TOMAS), "-i", str(vera), "-filter_complex", both, "-frames:v", "1"
    )
    page = await served.page(browser, "/studio/presenters")
    await page.get_by_role("button", name="Add a presenter").click()
    await page.locator("#footage-drop input").set_input_files(two)
    await expect(page.get_by_role("group", name="Who speaks? People: 2")).to_be_visible(timeout=60_000)
    await page.get_by_role("radio", name="2").check()
    await page.locator("#name").fill("Vera’s twin")
    await page.get_by_label("Who agreed").fill("Anna Petrova")
    await page.get_by_label("For what").fill("our videos")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.locator(".person", has_text="mine")).to_contain_text("Vera’s twin")
    assert [one.face for one in Registry(home=served.home).owned("local")] == [2]
    upload = await served.upload(two)
    while not (await served.ok("POST", "/presenters/check", json={"footage": upload["id"]}))["done"]:
        pass
    asked = {"footage": upload["id"], "name": "Three", "consent": CONSENT, "face": 3}
    refused = await served.http.post("/api/v1/presenters", json=asked)
    assert (refused.status_code, refused.json()["field"]) == (422, "face")


async def choose(page: Page, what: str) -> None:
    """From the menu of one's own presenter."""
    await page.locator(".person", has_text="mine").get_by_role("button", name="What to do").click()
    await page.get_by_role("menuitem", name=what).click()


def test_the_page_shows_the_pictures_of_the_documentation() -> None:
    root = Path(__file__).parents[2]
    for name in SHOWN:
        shown = root / f"bot/studio/static/film-{name}.jpg"
        assert shown.read_bytes() == (root / f"docs/pictures/{name}.jpg").read_bytes()


async def test_a_presenter_moves_under_the_pointer_without_a_sound(served: Served, browser: Browser) -> None:
    page = await served.page(browser, "/studio/presenters")
    await page.locator(".person").first.hover()
    await page.wait_for_function(
        "() => { const video = document.querySelector('.portrait video'); return video && video.muted && video.currentTime > 0; }"
    )
    await page.mouse.move(0, 0)
    await expect(page.locator(".portrait video")).to_have_count(0)
