"""The API's description, the page that shows it, and what a fuzzer that reads it finds."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from studio_world import Served

from bot.studio.api.description import FOR_PROGRAMS

FUZZER = Path(__file__).with_name("fuzz_program.py")


async def test_the_description_names_what_programs_use_and_nothing_else(served: Served) -> None:
    told = await served.ok("GET", "/openapi.json")
    assert all(path.startswith("/api/v1/") or path in FOR_PROGRAMS for path in told["paths"])
    assert {"token", "session"} == set(told["components"]["securitySchemes"])
    tags = {tag["name"] for tag in told["tags"]}
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            assert set(operation["tags"]) <= tags, (path, method)
            assert len(operation["summary"].split()) > 1, (path, method)
            if path.startswith("/api"):
                problem = operation["responses"]["4XX"]["content"]
                assert list(problem) == ["application/problem+json"], (path, method)
                assert problem["application/problem+json"]["schema"]["$ref"].endswith("/Problem")
    assert list(told["webhooks"]) == ["orderEnded"]
    asked = told["components"]["schemas"]["OrderIn"]
    assert asked["examples"]
    assert {"Idempotency-Key"} == {
        one["name"] for one in told["paths"]["/api/v1/orders"]["post"]["parameters"]
    }


async def test_the_page_about_the_api_works_with_files_of_this_machine_alone(
    served: Served, browser: Browser
) -> None:
    page = await served.page(browser, "/api/v1/docs")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    await page.locator("#operations-orders-order_api_v1_orders_post .opblock-summary-control").click()
    await page.locator(".btn.execute").click()
    await expect(page.locator(".live-responses-table .response-col_status").last).to_have_text("202")
    assert said == []


@pytest.mark.parametrize("name", ["../core.py", "redoc.standalone.js", "core.py"])
async def test_only_the_pages_own_files_are_served(served: Served, name: str) -> None:
    assert (await served.http.get(f"/api/v1/docs/{name}")).status_code == 404


async def test_a_fuzzer_that_reads_the_description_finds_nothing_wrong(served: Served) -> None:
    # In a process of its own: it is a client that waits for each answer, and this loop has to give them.
    made = await served.ok("POST", "/orders", json={"text": "Hello"})
    await served.until(made["id"], "done")
    fuzzer = await asyncio.create_subprocess_exec(
        sys.executable, str(FUZZER), served.url, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, _ = await fuzzer.communicate()
    assert fuzzer.returncode == 0, said.decode("utf-8", "replace")[-6000:]
    assert json.loads(said.decode().strip().splitlines()[-1])["calls"] > 100
