"""Who gets in: this machine alone, or whoever knows the password."""

from pathlib import Path

import httpx
import pytest

from bot.room.doors import Doors, is_loopback, safe_next


def browser(served) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=served.url, headers={"Accept": "text/html"}, timeout=30)


async def test_without_a_password_only_this_machines_own_names_are_answered(served) -> None:
    async with browser(served) as http:
        assert (await http.get("/chat")).status_code == 200
        rebound = await http.get("/chat", headers={"Host": "evil.example:7860"})
        assert rebound.status_code == 403
        assert "MOUTHPIECE_PASSWORD" in rebound.text
        assert (await http.get("/chat", headers={"Host": "localhost:1"})).status_code == 200


async def test_a_form_sent_from_another_site_is_refused(served) -> None:
    async with browser(served) as http:
        foreign = {"Origin": "https://evil.example"}
        assert (await http.post("/chat/enter", data={"name": "Eve"}, headers=foreign)).status_code == 403
        sneaky = {"Sec-Fetch-Site": "cross-site"}
        assert (await http.post("/chat/enter", data={"name": "Eve"}, headers=sneaky)).status_code == 403
        own = {"Origin": served.url, "Sec-Fetch-Site": "same-origin"}
        assert (await http.post("/chat/enter", data={"name": "Ann"}, headers=own)).status_code == 303
    assert [one.name for one in served.room.people()] == ["Ann"]


async def test_pages_allow_no_foreign_code_and_no_framing(served) -> None:
    async with browser(served) as http:
        headers = (await http.get("/chat")).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["x-frame-options"], headers["x-content-type-options"]) == ("DENY", "nosniff")


async def test_with_a_password_every_page_leads_to_the_login_and_the_bot_api_to_its_token(
    serving, tmp_path: Path
) -> None:
    async with serving(tmp_path, password="open sesame") as served, browser(served) as http:
        inside = await http.get("/chat/100001", headers={"Host": "studio.example"})
        assert (inside.status_code, inside.headers["location"]) == (303, "/login?next=/chat/100001")
        assert (await http.get("/chat/100001/own/history", headers={"Accept": "*/*"})).status_code == 401
        assert (await http.get("/chat/static/base.css")).status_code == 200
        assert (await served.ok("getMe"))["is_bot"]
        wrong = await http.post("/login", data={"password": "open barley", "next": "/chat"})
        assert wrong.status_code == 401
        assert "That is not the password" in wrong.text
        right = await http.post("/login", data={"password": "open sesame", "next": "//evil.example"})
        assert (right.status_code, right.headers["location"]) == (303, "/chat")
        cookie = right.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert (await http.get("/chat")).status_code == 200


async def test_wrong_passwords_slow_down_whoever_tries_them(serving, tmp_path: Path) -> None:
    async with serving(tmp_path, password="open sesame") as served, browser(served) as http:
        answers = [(await http.post("/login", data={"password": f"guess {n}"})).status_code for n in range(6)]
        assert answers[:4] == [401] * 4
        assert 429 in answers[4:]
        late = await http.post("/login", data={"password": "open sesame"})
        assert late.status_code == 429
        assert "Wait" in late.text


def test_a_session_ends_when_the_password_changes() -> None:
    old = Doors(secret="s", password="one")
    assert old.lets_in(old.session())
    assert not Doors(secret="s", password="two").lets_in(old.session())
    assert not Doors(secret="other", password="one").lets_in(old.session())
    assert not old.lets_in("made up")


@pytest.mark.parametrize(
    ("host", "at_home"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("192.168.1.7", False)],
)
def test_loopback_is_told_from_the_rest(host: str, at_home: bool) -> None:
    assert is_loopback(host) is at_home


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", ""])
def test_a_login_never_leads_away(path: str) -> None:
    assert safe_next(path) == "/chat"


async def test_what_people_upload_is_never_served_as_a_page(served) -> None:
    async with browser(served) as http:
        entered = await http.post("/chat/enter", data={"name": "Eve"})
        base = entered.headers["location"]
        page = {"file": ("x.html", b"<script>alert(1)</script>", "text/html")}
        picture = {"file": ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")}
        for files in (page, picture):
            assert (await http.post(f"{base}/own/upload", files=files)).status_code == 200
        for message in (await http.get(f"{base}/own/history")).json()["messages"]:
            answer = await http.get(f"{base}/files/{message['document']['file_id']}")
            assert answer.headers["content-type"] == "application/octet-stream"
            assert answer.headers["content-disposition"].startswith("attachment")
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in answer.headers["content-security-policy"]


async def test_files_answer_ranges_so_that_clips_can_be_sought(served, clip: Path) -> None:
    async with browser(served) as http:
        base = (await http.post("/chat/enter", data={"name": "Ann"})).headers["location"]
        await http.post(f"{base}/own/upload", files={"file": ("clip.mp4", clip.read_bytes(), "video/mp4")})
        (message,) = (await http.get(f"{base}/own/history")).json()["messages"]
        url = f"{base}/files/{message['video']['file_id']}"
        part = await http.get(url, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, clip.read_bytes()[100:200])
        assert part.headers["content-type"] == "video/mp4"
        async with browser(served) as stranger:
            assert (await stranger.get(url)).status_code == 403
