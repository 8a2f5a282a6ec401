"""What can be set and what can be called is documented, and links lead somewhere."""

import re
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_meaning(name: str) -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert f"`MOUTHPIECE_{name.upper()}`" in page
    assert str(Settings.model_fields[name].description) in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), f"{page.name} links to {link}"


@pytest.mark.parametrize(
    "command",
    [
        "say",
        "sync",
        "personalize",
        "batch",
        "compare",
        "presenters list",
        "presenters check",
        "voices list",
        "jobs list",
        "models list",
        "doctor",
    ],
)
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"./run {command}" in (ROOT / "README.md").read_text(encoding="utf-8")
