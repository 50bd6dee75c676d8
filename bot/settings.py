"""The settings, read once from the environment (prefix `BOT_`) and a file, and checked at once."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from datetime import time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import (
    Field,
    HttpUrl,
    PositiveInt,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

from bot.errors import OperatorError, Sentence
from bot.i18n.catalogs import DEFAULT_LANGUAGE, language_named, languages
from bot.i18n.marking import mark
from bot.time_zones import time_zones
from digests.delivery.model import UnknownPolicy
from digests.model import Preferences
from digests.text.clock_times import clock_time

ENV_FILE = "BOT_ENV_FILE"
"""Names the file with settings: `.env` where it is not set, none where it is empty."""

UPDATES_KEPT = timedelta(days=2)
"""For how long the number of an update is kept that was handled; Telegram repeats one for a day."""

JOURNALS_KEPT = timedelta(days=30)
"""For how long a worker's journal is kept; it is of use until its worker starts again."""

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{10,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Bot API, setWebhook
_PROXY = re.compile(r"https?://[^\s/]+/?|socks5://[^\s/]+:\d+/?")
_WEBHOOK = re.compile(r"https?://[^\s/]+\S*")
_CHAT = re.compile(r"-?[0-9]{1,16}|@[A-Za-z][A-Za-z0-9_]{3,31}")
_SHORTEST_KEY = 16
_QUOTED = re.compile(r"""(["']).*\1""")
_SCHEMES = MappingProxyType(
    {
        "sqlite+aiosqlite": "sqlite+aiosqlite",
        "postgresql+psycopg": "postgresql+psycopg",
        "sqlite": "sqlite+aiosqlite",
        "postgresql": "postgresql+psycopg",
        "postgres": "postgresql+psycopg",
    }
)
"""How a database's URL may begin, and how it does for the store."""


class LogFormat(StrEnum):
    """How log lines are written."""

    CONSOLE = "console"  # coloured, for people
    JSON = "json"  # one object a line, for collectors


class SettingsError(OperatorError):
    """A setting is missing or wrong; the message names it and says what it must be."""


class _WrongValueError(ValueError):
    """What a setting must be instead: a marked message with its values."""

    def __init__(self, told: str, /, **values: object) -> None:
        self.sentence = Sentence(told, values)
        super().__init__(str(self.sentence))


class OfflineSettings(BaseSettings):
    """What an operator decides, less the token: enough for all that needs no Telegram."""

    model_config = SettingsConfigDict(
        env_prefix="BOT_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    api_url: HttpUrl = HttpUrl("https://api.telegram.org")
    admin_ids: Annotated[frozenset[PositiveInt], NoDecode] = frozenset()
    owners: Annotated[frozenset[PositiveInt], NoDecode] = frozenset()
    database_url: SecretStr | None = None
    data_dir: Path = Path("data")
    backup_dir: Path | None = None
    backup_hour: time = time(3, 30)
    backup_keep: Annotated[int, Field(ge=0, le=1000)] = 7
    keep_receipts: Annotated[int, Field(ge=8, le=36500)] = 90
    keep_drafts: Annotated[int, Field(ge=1, le=36500)] = 90
    keep_audit: Annotated[int, Field(ge=1, le=36500)] = 365
    hour: time = time(7, 0)
    timezone: str = "Asia/Tokyo"
    language: str = DEFAULT_LANGUAGE
    operator: str | None = None
    test_chat: str | None = None
    webhook_url: HttpUrl | None = None
    webhook_port: Annotated[int, Field(ge=1, le=65535)] = 8443
    webhook_secret: SecretStr | None = None
    proxy: SecretStr | None = None
    undo_seconds: Annotated[int, Field(ge=0, le=600)] = 30
    approvals: Annotated[int, Field(ge=0, le=1)] = 0
    fetch: bool = True
    letters: bool = True
    inbox: Path | None = None
    inbox_publish: bool = False
    editions_key: SecretStr | None = None
    pages: SecretStr | None = None
    pages_hour: time = time(6, 0)
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    web_key: SecretStr | None = None
    site_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    site_url: HttpUrl | None = None
    site_title: str | None = None
    front_page_font: Path | None = None
    alert_url: SecretStr | None = None
    alert_command: str | None = None
    rate: Annotated[float, Field(gt=0, le=1000)] = 28.5
    paid_broadcast: bool = False
    doubt: UnknownPolicy = UnknownPolicy.RESEND
    llm_url: HttpUrl | None = None
    llm_model: str | None = None
    llm_key: SecretStr | None = None
    translations: bool = False
    voice_command: str | None = None
    voice_url: HttpUrl | None = None
    voice_model: str | None = None
    voice_speaker: str | None = None
    voice_key: SecretStr | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: LogFormat = LogFormat.CONSOLE

    @field_validator("admin_ids", "owners", mode="before")
    @classmethod
    def _comma_separated(cls, ids: object) -> object:
        return [part for part in re.split(r"[,\s]+", ids) if part] if isinstance(ids, str) else ids

    @field_validator("*", mode="before")
    @classmethod
    def _not_in_quotes(cls, value: object) -> object:
        if isinstance(value, str) and _QUOTED.fullmatch(value):
            raise _WrongValueError(
                mark("it stands in quotes, which docker's --env-file hands on. Remove them")
            )
        return value

    @field_validator("hour", "backup_hour", "pages_hour", mode="before")
    @classmethod
    def _as_typed(cls, hour: object) -> object:
        found = clock_time(hour) if isinstance(hour, str) else None
        return hour if found is None else found

    @field_validator("hour", "backup_hour", "pages_hour")
    @classmethod
    def _whole_minutes(cls, hour: time) -> time:
        if hour.tzinfo or hour.second or hour.microsecond:
            raise _WrongValueError(mark("must be an hour and a minute such as 07:00"))
        return hour

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in time_zones():
            raise _WrongValueError(mark("must be an IANA time zone such as Asia/Tokyo"))
        return zone

    @field_validator("language")
    @classmethod
    def _spoken(cls, tag: str) -> str:
        language = language_named(tag, languages())
        if language is None:
            raise _WrongValueError(
                mark("must be a language the bot speaks: {languages}"),
                languages=", ".join(languages()),
            )
        return language

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        scheme, colon, rest = url.get_secret_value().partition(":")
        if scheme not in _SCHEMES or not rest.startswith("//"):
            raise _WrongValueError(
                mark("must begin with one of {schemes}, and ://"), schemes=", ".join(_SCHEMES)
            )
        return SecretStr(f"{_SCHEMES[scheme]}{colon}{rest}")

    @field_validator("webhook_secret")
    @classmethod
    def _secret_that_telegram_takes(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not _SECRET.fullmatch(secret.get_secret_value()):
            raise _WrongValueError(mark("must be 1 to 256 of A-Z, a-z, 0-9, _ and -"))
        return secret

    @field_validator("proxy")
    @classmethod
    def _known_proxy(cls, proxy: SecretStr | None) -> SecretStr | None:
        if proxy and not _PROXY.fullmatch(proxy.get_secret_value()):
            raise _WrongValueError(
                mark("must be an address such as http://proxy.example:3128 or socks5://…:1080")
            )
        return proxy

    @field_validator("editions_key")
    @classmethod
    def _long_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key and len(key.get_secret_value()) < _SHORTEST_KEY:
            raise _WrongValueError(
                mark("must have at least {count} signs, by chance"), count=_SHORTEST_KEY
            )
        return key

    @field_validator("test_chat")
    @classmethod
    def _known_kind_of_chat(cls, chat: str | None) -> str | None:
        if chat and not _CHAT.fullmatch(chat):
            raise _WrongValueError(mark("must be a chat's id such as -1001234567890, or its @name"))
        return chat

    @field_validator("pages")
    @classmethod
    def _addresses_of_pages(cls, pages: SecretStr | None) -> SecretStr | None:
        if not all(map(_WEBHOOK.fullmatch, _words(pages))):
            raise _WrongValueError(
                mark("must be addresses that begin with https:// or http://, with spaces between")
            )
        return pages if _words(pages) else None

    @field_validator("site_url")
    @classmethod
    def _address_that_paths_can_follow(cls, url: HttpUrl | None) -> HttpUrl | None:
        if url and (url.query is not None or url.fragment is not None):
            raise _WrongValueError(mark("must be an address without ? and #"))
        return url

    @field_validator("alert_url")
    @classmethod
    def _address_of_a_webhook(cls, url: SecretStr | None) -> SecretStr | None:
        if url and not _WEBHOOK.fullmatch(url.get_secret_value()):
            raise _WrongValueError(mark("must be an address that begins with https:// or http://"))
        return url

    @field_validator("alert_command", "voice_command")
    @classmethod
    def _words_of_a_command(cls, line: str | None) -> str | None:
        try:
            words = shlex.split(line or "")
        except ValueError:
            raise _WrongValueError(
                mark("must be a program and its words, with closed quotes")
            ) from None
        return line if words else None

    @model_validator(mode="after")
    def _rate_within_allowance(self) -> Self:
        if self.rate > 30 and not self.paid_broadcast:
            raise _WrongValueError(mark("BOT_RATE above 30 needs BOT_PAID_BROADCAST=true"))
        return self

    @property
    def preferences(self) -> Preferences:
        """What holds for a chat that chose nothing."""
        return Preferences(
            language=self.language,
            timezone=self.timezone,
            minute=self.hour.hour * 60 + self.hour.minute,
        )

    @model_validator(mode="after")
    def _somewhere_to_post(self) -> Self:
        if self.editions_key and self.web_port is None:
            raise _WrongValueError(
                mark("BOT_EDITIONS_KEY needs BOT_WEB_PORT, on which /editions is served")
            )
        return self

    @model_validator(mode="after")
    def _voice_with_a_model(self) -> Self:
        if self.voice_url and not self.voice_model:
            raise _WrongValueError(mark("BOT_VOICE_URL needs BOT_VOICE_MODEL"))
        return self

    @model_validator(mode="after")
    def _model_that_translates(self) -> Self:
        if self.translations and not (self.llm_url and self.llm_model):
            raise _WrongValueError(mark("BOT_TRANSLATIONS needs BOT_LLM_URL and BOT_LLM_MODEL"))
        return self

    @model_validator(mode="after")
    def _somebody_to_agree(self) -> Self:
        if self.approvals and len(self.editor_ids) <= self.approvals:
            raise _WrongValueError(
                mark("BOT_APPROVALS=1 needs two ids in BOT_ADMIN_IDS, of whom one can agree")
            )
        return self

    @property
    def owner_ids(self) -> frozenset[int]:
        """Who says who else may publish: all editors of the settings where no owner is named."""
        return self.owners or self.admin_ids

    @property
    def editor_ids(self) -> frozenset[int]:
        """Whom the settings name as editors; every owner is one."""
        return self.admin_ids | self.owners

    @property
    def followed_pages(self) -> tuple[str, ...]:
        """The addresses of pages and feeds that are read each day."""
        return _words(self.pages)

    @property
    def site(self) -> str | None:
        """The address of the site, None where it has none that is known."""
        return str(self.site_url) if self.site_url else None

    @property
    def backups(self) -> Path:
        """The folder for backups; one in the data directory unless one is set."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def database(self) -> str:
        """The database's URL; a file in the data directory unless one is set."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir / 'kawaraban.db'}"

    def with_database(self, url: str) -> Self:
        """The same with another database; raises `SettingsError` where that is no URL of one."""
        given = dict(self) | {"database_url": url}
        return self._checked(_env_file=None, **given)

    @override
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Ask nothing else where every one is given."""
        if cls.model_fields.keys() <= init_settings().keys():
            return (init_settings,)
        return init_settings, env_settings, dotenv_settings, file_secret_settings

    @classmethod
    def load(cls) -> Self:
        """Read the environment and the file that `BOT_ENV_FILE` names.

        Raises `SettingsError` with a sentence for each wrong setting, or for a file that can't be
        read.
        """
        file = _settings_file()
        try:
            return cls._checked(_env_file=file)
        except OSError as error:
            raise SettingsError(
                mark("The settings in {file} can't be read: {why}."), file=file, why=error.strerror
            ) from None
        except UnicodeDecodeError:
            raise SettingsError(
                mark("The settings in {file} can't be read: no UTF-8 text."), file=file
            ) from None

    @classmethod
    def given(cls, **given: object) -> Self:
        """These settings and the defaults of all others, whatever the environment or a file says.

        Those without a default must be given. Raises `SettingsError` as `load` does.
        """
        defaults = {
            name: field.get_default()
            for name, field in cls.model_fields.items()
            if not field.is_required()
        }
        return cls._checked(_env_file=None, **defaults | given)

    @classmethod
    def _checked(cls, **given: object) -> Self:
        try:
            return cls(**given)  # type: ignore[arg-type]  # pydantic checks what it is given
        except ValidationError as error:
            raise SettingsError(map(_sentence, error.errors())) from None

    def as_environment(self) -> dict[str, str]:
        """Every setting as a variable, for a process that shall read these and no others."""
        return {ENV_FILE: ""} | {_variable(name): _text(value) for name, value in self}


class Settings(OfflineSettings):
    """Everything an operator decides; each field is documented in `.env.example`."""

    token: SecretStr

    @field_validator("token")
    @classmethod
    def _token_as_botfather_gives_it(cls, token: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise _WrongValueError(mark("must look like 123456:ABC-DEF…, as @BotFather gives it"))
        return token

    @property
    def bot_id(self) -> int:
        """The id that Telegram gave the bot; its token begins with it."""
        return int(self.token.get_secret_value().partition(":")[0])


def _words(secret: SecretStr | None) -> tuple[str, ...]:
    return tuple(secret.get_secret_value().split()) if secret else ()


def environment_of_others() -> Mapping[str, str]:
    """The environment for a program that is no part of the bot: without settings, so no token."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}


def _settings_file() -> Path | None:
    """The file with settings, if there is to be one; raises `SettingsError` if it isn't there."""
    named = os.environ.get(ENV_FILE)
    if named is None:
        return Path(".env")
    if named and not (Path(named).is_file() or Path(named).is_fifo()):
        raise SettingsError(
            mark("{name} is wrong: there is no file {file}."), name=ENV_FILE, file=named
        )
    return Path(named) if named else None


def _variable(name: str) -> str:
    return f"BOT_{name.upper()}"


def _text(value: object) -> str:
    """A setting as it is written in the environment; an empty text stands for none."""
    match value:
        case None:
            return ""
        case SecretStr():
            return value.get_secret_value()
        case frozenset():
            return ",".join(map(str, sorted(value)))
        case time():
            return value.isoformat("minutes")
        case _:
            return str(value)


def _sentence(problem: ErrorDetails) -> Sentence:
    place = problem["loc"]
    if not place:
        wrong = mark("The settings are wrong: {reason}. See .env.example.")
        return Sentence(wrong, {"reason": _reason(problem)})
    name = _variable(str(place[0]))
    if problem["type"] == "missing":
        lacking = mark("{name} is not set. See .env.example for what it must be.")
        return Sentence(lacking, {"name": name})
    wrong = mark("{name} is wrong: {reason}. See .env.example.")
    return Sentence(wrong, {"name": name, "reason": _reason(problem)})


def _reason(problem: ErrorDetails) -> Sentence:
    """What a setting must be, in our words rather than pydantic's where we know the kind."""
    kind, context = problem["type"], problem.get("ctx", {})
    if isinstance(error := context.get("error"), _WrongValueError):
        return error.sentence
    for beginning, words in _REASONS.items():
        if kind.startswith(beginning):
            return Sentence(words, context)
    return Sentence.quoted(problem["msg"])


_REASONS = MappingProxyType(
    {
        "int": mark("must be a whole number"),
        "float": mark("must be a number such as 28.5"),
        "bool": mark("must be true or false"),
        "greater_than_equal": mark("must be {ge} or more"),
        "greater_than": mark("must be more than {gt}"),
        "less_than_equal": mark("must be {le} or less"),
        "enum": mark("must be {expected}"),
        "literal_error": mark("must be {expected}"),
        "url": mark("must be an address such as https://news.example.org"),
        "time": mark("must be a time such as 07:00"),
    }
)
"""By how the kinds of pydantic's errors begin, the longer of two first."""


def language_as_set() -> str | None:
    """The setting `BOT_LANGUAGE`, whatever else is wrong; None where it is none that is spoken."""
    try:
        file = _settings_file()
        in_file = DotEnvSettingsSource(OfflineSettings, env_file=file).env_vars if file else {}
    except (SettingsError, OSError, UnicodeDecodeError):
        in_file = {}
    given = {name.upper(): value for name, value in (*in_file.items(), *os.environ.items())}
    return language_named(given.get(_variable("language")) or "", languages())


def misspelt() -> list[Sentence]:
    """A sentence for each `BOT_` name that is no setting's and much like one that is."""
    file = _settings_file()
    in_file = DotEnvSettingsSource(Settings, env_file=file).env_vars if file else {}
    known = {ENV_FILE, *map(_variable, Settings.model_fields)}
    named = {name.upper() for name in (*os.environ, *in_file)}
    unknown = sorted(name for name in named - known if name.startswith("BOT_"))
    meant = {name: get_close_matches(name, known, n=1, cutoff=0.8) for name in unknown}
    return [
        Sentence(
            mark("{name} is no setting; {meant} is probably meant."),
            {"name": name, "meant": found[0]},
        )
        for name, found in meant.items()
        if found
    ]
