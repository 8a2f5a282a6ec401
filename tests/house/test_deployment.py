"""What is shipped beside the code is at least lint-free, and names files that exist."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent


def clean(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dockerfile_passes_hadolint() -> None:
    clean(str(TOOLS / "hadolint"), "docker/Dockerfile")


def test_the_compose_file_passes_yamllint() -> None:
    clean(str(TOOLS / "yamllint"), "--strict", "docker")


def test_the_shell_scripts_pass_shellcheck() -> None:
    clean(str(TOOLS / "shellcheck"), "run", "test", ".ci/run", "requirements/lock", "requirements/setup.sh")


def test_everything_the_dockerfile_copies_exists() -> None:
    lines = (ROOT / "docker/Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert len(copied) >= 6
    for path in copied:
        assert (ROOT / path).exists(), path


def test_the_unit_is_one_systemd_understands() -> None:
    unit = ROOT / "docker/mouthpiece.service"
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
        )
        # Only the program's path, which exists after installing it, may be missing here.
        problems = [line for line in done.stderr.splitlines() if "mouthpiece.service" in line]
        assert all("/opt/mouthpiece/run" in line for line in problems), done.stderr
    told = unit.read_text(encoding="utf-8")
    assert "ExecStart=/opt/mouthpiece/run serve" in told


@pytest.mark.parametrize("name", ["base", "coqui", "dev"])
def test_lock_files_are_hashed_and_name_no_host(name: str) -> None:
    text = (ROOT / f"requirements/{name}.lock").read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert len(pins) > 50
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text


def test_the_lock_files_agree() -> None:
    def pins(name: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for line in (ROOT / f"requirements/{name}.lock").read_text(encoding="utf-8").splitlines():
            if "==" in line and not line.startswith(" "):
                package, version = line.split(";")[0].strip(" \\").split("==")
                found.setdefault(package, set()).add(version)
        return found

    everything = pins("dev")
    for name in ("base", "coqui"):
        for package, versions in pins(name).items():
            assert versions <= everything[package]
