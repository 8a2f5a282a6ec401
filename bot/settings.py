"""The only reader of the environment."""

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from common.home import Home
from pipeline.lips.engines import ENGINES

HOST = re.compile(r"[\w*.:-]+")


class Settings(BaseSettings):
    """Every setting is an environment variable MOUTHPIECE_NAME, or a line of a file named .env."""

    model_config = SettingsConfigDict(env_prefix="MOUTHPIECE_", env_file=".env", extra="ignore")

    home: Path | None = Field(None, description="Folder of data. Default: the platform's user data folder.")
    host: str = Field(
        "127.0.0.1", description="Address the web pages listen on. Beyond loopback needs a password."
    )
    port: int = Field(7860, ge=1, le=65535, description="Port of the web pages.")
    password: SecretStr | None = Field(None, description="Asked for at the door of the web pages.")
    telegram_token: SecretStr | None = Field(
        None,
        description="Token of your Telegram bot. Without one the bot talks in the chat room of this machine.",
    )
    telegram_api: str = Field(
        "https://api.telegram.org", description="Base address of the Bot API server, for one of your own."
    )
    telegram_local: bool = Field(False, description="That server runs with --local: files up to 2,000 MB.")
    telegram_webhook: str | None = Field(
        None, description="Public address for webhook mode. Default: long polling."
    )
    telegram_webhook_secret: SecretStr | None = Field(
        None, description="Secret that Telegram sends along with each webhook call."
    )
    default_presenter: str | None = Field(None, description="Presenter of people who chose none.")
    tracker: Literal["mediapipe", "face-alignment"] = Field(
        "mediapipe",
        description="Finds faces and lips where neither order nor presenter says what does: mediapipe or face-alignment.",
    )
    engine: str | None = Field(
        None,
        description=(
            "Lips of clips for which nobody chose any: warp (the default), wav2lip or wav2lip-gan, the latter two once"
            " `models pull` got them."
        ),
    )
    admins: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Telegram ids, with commas between, of those who may share people's presenters."
    )
    orders_per_person: int = Field(20, ge=1, description="Orders one person may have waiting.")
    upload_mb: int = Field(2000, ge=1, description="Largest file the studio takes, in MB.")
    keep_days: int | None = Field(
        None, ge=1, description="Days after which clips made in the studio are deleted. Default: never."
    )
    webhook_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        ("loopback", "private"),
        description=(
            "Hosts that webhooks of the API may call, with commas between: loopback, private, any, none, networks"
            " such as 10.0.0.0/8, names such as *.example.com."
        ),
    )
    webhook_secret: SecretStr | None = Field(
        None, description="Signs the API's webhooks. Without one they are not signed."
    )
    allowed_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (),
        description=(
            "Networks, such as 192.168.0.0/16, that the web pages and the API answer, with commas between."
            " Default: any, once a password is set."
        ),
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (),
        description=(
            "Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, with commas"
            " between. Default: none."
        ),
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("admins", "webhook_hosts", "allowed_networks", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value

    @field_validator("engine")
    @classmethod
    def _check_engine(cls, value: str | None) -> str | None:
        if value and value not in ENGINES:
            raise ValueError(f"{value!r} is none of {', '.join(ENGINES)}")
        return value or None

    @field_validator("webhook_hosts")
    @classmethod
    def _check_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if "/" in part:
                ip_network(part, strict=False)
            elif not HOST.fullmatch(part):
                raise ValueError(f"{part!r} is not a host, a network or a word")
        return value

    def data(self) -> Home:
        return Home(root=self.home.expanduser().resolve()) if self.home else Home.default()

    def secrets(self) -> list[str]:
        """What no log may show."""
        told = (self.password, self.telegram_token, self.telegram_webhook_secret)
        return [secret.get_secret_value() for secret in told if secret]


def environment_for(home: Home) -> dict[str, str]:
    """The environment for a process of our own that shall use this data folder."""
    return {**os.environ, "MOUTHPIECE_HOME": str(home.root)}
