"""The settings: read from the environment, checked at once, told in sentences."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bot.composition.summarising import summariser
from bot.settings import (
    ENV_FILE,
    LogFormat,
    OfflineSettings,
    Settings,
    SettingsError,
    misspelt,
)
from digests.delivery.model import UnknownPolicy

TOKEN = "4242:abcdefghijklmnop"  # noqa: S105 - it opens nothing
EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BOT_{name.upper()}", raising=False)
    monkeypatch.delenv(ENV_FILE)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    return monkeypatch


def test_a_token_is_all_that_is_needed() -> None:
    settings = Settings.load()
    assert settings.preferences.minute == 7 * 60
    assert settings.timezone == "Asia/Tokyo"
    assert settings.database == "sqlite+aiosqlite:///data/kawaraban.db"
    assert not settings.admin_ids


def test_admins_are_separated_by_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOT_ADMIN_IDS", "12, 34,56")
    assert Settings.load().admin_ids == {12, 34, 56}


def test_an_empty_line_in_env_means_the_default(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOT_WEBHOOK_URL", "")
    assert Settings.load().webhook_url is None


def test_secrets_are_masked_wherever_settings_are_printed(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOT_DATABASE_URL", "postgresql+psycopg://u:geheim@localhost/db")
    assert TOKEN not in repr(Settings.load())
    assert "geheim" not in repr(Settings.load())


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BOT_TOKEN", "secret", "@BotFather"),
        ("BOT_ADMIN_IDS", "12,@bob", "must be a whole number"),
        ("BOT_ADMIN_IDS", "-5", "must be more than 0"),
        ("BOT_HOUR", "7", "must be a time such as 07:00"),
        ("BOT_KEEP_RECEIPTS", "7", "must be 8 or more"),
        ("BOT_PAID_BROADCAST", "maybe", "must be true or false"),
        ("BOT_LLM_URL", "localhost", "must be an address such as https://"),
        ("BOT_RATE", "fast", "must be a number such as 28.5"),
        ("BOT_LOG_FORMAT", "xml", "must be 'console' or 'json'"),
        ("BOT_HOUR", "25:00", "must be a time such as 07:00"),
        ("BOT_ALERT_URL", "alerts.example/key", "https://"),
        ("BOT_ALERT_COMMAND", "mail 'somebody", "closed quotes"),
        ("BOT_VOICE_COMMAND", "say 'it", "closed quotes"),
        ("BOT_VOICE_URL", "http://localhost:1234/v1", "BOT_VOICE_MODEL"),
        ("BOT_HOUR", "07:00:30", "07:00"),
        ("BOT_EDITIONS_KEY", "sesame", "16 signs"),
        ("BOT_EDITIONS_KEY", "sesame-sesame-sesame", "BOT_WEB_PORT"),
        ("BOT_SITE_URL", "https://example.org/?page=1", "without ? and #"),
        ("BOT_SITE_URL", "example.org", "must be an address such as https://"),
        ("BOT_PAGES", "https://example.org example.org", "https://"),
        ("BOT_TIMEZONE", "Tokyo", "IANA"),
        ("BOT_LANGUAGE", "tlh", "a language the bot speaks: "),
        ("BOT_DATABASE_URL", "mysql://x", "postgresql+psycopg"),
        ("BOT_RATE", "500", "BOT_PAID_BROADCAST"),
        ("BOT_WEBHOOK_PORT", "70000", "65535"),
        ("BOT_DOUBT", "maybe", "resend"),
        ("BOT_WEBHOOK_SECRET", "open sesame", "1 to 256 of A-Z"),
        ("BOT_TEST_CHAT", "Proofs", "@name"),
        ("BOT_PROXY", "proxy.example:3128", "http://proxy.example:3128"),
        ("BOT_PROXY", "socks5://proxy.example", "socks5://…:1080"),
        ("BOT_PROXY", "ftp://proxy.example:21", "socks5://…:1080"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_must_be(
    environment: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    assert name in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize("value", ["@@", "-5", "7"])
@pytest.mark.parametrize("name", Settings.model_fields)
def test_no_setting_is_answered_in_words_of_a_library(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(f"BOT_{name.upper()}", value)
    told = ""
    try:
        Settings.load()
    except SettingsError as error:
        told = str(error)
    assert not re.search(r"Input|valid|parse|string", told)


def test_a_misspelt_setting_is_told_with_what_was_probably_meant(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("BOT_TIMEZON=UTC\nBOT_TOKEN=x\nBOT_OTHER_THING=1\n")
    environment.setenv("BOT_ADMIN_ID", "5")
    environment.setenv("ROBOT_HOURS", "5")
    assert [*map(str, misspelt())] == [
        "BOT_ADMIN_ID is no setting; BOT_ADMIN_IDS is probably meant.",
        "BOT_TIMEZON is no setting; BOT_TIMEZONE is probably meant.",
    ]


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("postgresql://u@h/db", "postgresql+psycopg://u@h/db"),
        ("postgres://u@h/db", "postgresql+psycopg://u@h/db"),
        ("sqlite:///here.db", "sqlite+aiosqlite:///here.db"),
        ("postgresql+psycopg://u@h/db", "postgresql+psycopg://u@h/db"),
    ],
)
def test_a_database_is_named_as_elsewhere(
    environment: pytest.MonkeyPatch, value: str, url: str
) -> None:
    environment.setenv("BOT_DATABASE_URL", value)
    assert Settings.load().database == url
    assert OfflineSettings.given(hour="05:00").with_database(value).database == url


@pytest.mark.parametrize("value", ['"4242:abcdefghijklmnop"', "'4242:abcdefghijklmnop'", '""'])
@pytest.mark.parametrize("name", ["BOT_TOKEN", "BOT_ADMIN_IDS", "BOT_LLM_KEY", "BOT_DATA_DIR"])
def test_quotes_that_were_handed_on_are_told_and_not_taken_for_a_part(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    (sentence,) = str(caught.value).splitlines()
    assert sentence.startswith(f"{name} is wrong: it stands in quotes")
    assert "4242" not in sentence


def test_quotes_within_a_value_stay(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOT_OPERATOR", 'The "Lantern"')
    assert Settings.load().operator == 'The "Lantern"'


def test_the_quotes_of_an_env_file_are_taken_off(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('BOT_OPERATOR="The Lantern"\n')
    assert Settings.load().operator == "The Lantern"


def test_a_language_model_without_its_package_is_told_how_to_get_it(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("BOT_LLM_URL", "http://localhost:1234/v1")
    environment.setenv("BOT_LLM_MODEL", "some-model")
    environment.setitem(sys.modules, "openai", None)
    environment.delitem(sys.modules, "digests.chat.completions", raising=False)
    environment.delattr("digests.chat.completions", raising=False)
    with pytest.raises(SettingsError, match="make run LOCK=llm"):
        summariser(Settings.load())


def test_translating_needs_a_language_model(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOT_TRANSLATIONS", "true")
    with pytest.raises(SettingsError, match="BOT_TRANSLATIONS needs BOT_LLM_URL"):
        Settings.load()


def test_a_wrong_token_is_not_repeated(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOT_TOKEN", "4242:oops")
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    assert "4242" not in str(caught.value)


def test_a_missing_token_is_told_with_where_to_look(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("BOT_TOKEN")
    with pytest.raises(SettingsError, match=r"BOT_TOKEN is not set.*\.env\.example"):
        Settings.load()


# --- the file ----------------------------------------------------------------------------------


def test_a_file_in_the_working_folder_is_read_unless_another_or_none_is_named(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("BOT_OPERATOR=harbour")
    (tmp_path / "other.env").write_text("BOT_OPERATOR=灯台")
    assert Settings.load().operator == "harbour"
    environment.setenv(ENV_FILE, "other.env")
    assert Settings.load().operator == "灯台"
    environment.setenv(ENV_FILE, "")
    assert Settings.load().operator is None


def test_the_environment_outranks_the_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_OPERATOR=harbour")
    environment.setenv("BOT_OPERATOR", "lantern")
    assert Settings.load().operator == "lantern"


@pytest.mark.parametrize("named", ["none.env", "/"])
def test_a_file_that_is_named_must_be_there(environment: pytest.MonkeyPatch, named: str) -> None:
    environment.setenv(ENV_FILE, named)
    with pytest.raises(SettingsError, match=f"{ENV_FILE} is wrong: there is no file {named}"):
        OfflineSettings.load()


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("BOT_OPERATOR=灯台".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"in \.env can't be read: no UTF-8 text"):
        OfflineSettings.load()


# --- for another process -----------------------------------------------------------------------

OTHERS: dict[str, object] = {
    "token": TOKEN,
    "api_url": "http://127.0.0.1:9",
    "admin_ids": [7, 12],
    "owners": [12, 34],
    "database_url": "postgresql+psycopg://u:geheim@localhost/db",
    "data_dir": Path("/srv/a b"),
    "backup_dir": Path("/srv/backups"),
    "backup_hour": "04:15",
    "backup_keep": 30,
    "keep_receipts": 30,
    "keep_drafts": 31,
    "keep_audit": 32,
    "hour": "21:30",
    "timezone": "Europe/Berlin",
    "language": "en",
    "operator": "灯台 = #1",
    "test_chat": "@harbour_proofs",
    "webhook_url": "https://example.com/hook",
    "webhook_port": 80,
    "webhook_secret": "s3",
    "proxy": "http://wren:geheim@proxy.example:3128",
    "undo_seconds": 0,
    "approvals": 1,
    "fetch": False,
    "letters": False,
    "inbox": Path("/srv/in"),
    "inbox_publish": True,
    "editions_key": "sesame-sesame-sesame",
    "pages": "https://example.org/a https://example.org/b",
    "pages_hour": "05:45",
    "web_host": "::1",
    "web_port": 81,
    "web_key": "k2",
    "site_port": 8082,
    "site_url": "https://news.example/paper/",
    "site_title": "The Harbour Letter",
    "front_page_font": Path("fonts/harbour.otf"),
    "alert_url": "https://alerts.example/geheim",
    "alert_command": "mail -s 'the bot' somebody",
    "rate": 99.5,
    "paid_broadcast": True,
    "doubt": UnknownPolicy.HOLD,
    "llm_url": "http://127.0.0.1:9/v1",
    "llm_model": "m",
    "llm_key": "k",
    "translations": "true",
    "voice_command": "say --to {audio}",
    "voice_url": "http://127.0.0.1:9/v1",
    "voice_model": "v",
    "voice_speaker": "s",
    "voice_key": "k",
    "log_level": "ERROR",
    "log_format": LogFormat.JSON,
}


@pytest.mark.parametrize("given", [{"token": TOKEN}, OTHERS], ids=["defaults", "others"])
def test_settings_reach_another_process_whole_whatever_it_has_beside_them(
    environment: pytest.MonkeyPatch, tmp_path: Path, given: dict[str, object]
) -> None:
    (tmp_path / ".env").write_text("".join(f"{name}=wrong\n" for name in _example()))
    settings = Settings.given(**given)
    for name, value in settings.as_environment().items():
        environment.setenv(name, value)
    assert Settings.load() == settings


def test_each_setting_is_tried_with_another_value_than_its_default() -> None:
    assert OTHERS.keys() == Settings.model_fields.keys()
    usual, other = Settings.given(token="1:abcdefghijkl"), Settings.given(**OTHERS)  # noqa: S106
    assert {name for name, value in usual if value == getattr(other, name)} == set()


def test_given_settings_are_neither_the_environment_s_nor_the_file_s(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in _example():
        environment.setenv(name, "wrong")
    (tmp_path / ".env").write_text("BOT_RATE=wrong")
    settings = Settings.given(token=TOKEN, operator="harbour")
    assert settings.operator == "harbour"
    assert settings.rate == 28.5


def _example() -> dict[str, str]:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    found = (re.fullmatch(r"#?(BOT_[A-Z_]+)=(.*)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def test_the_example_names_every_setting_and_no_other() -> None:
    assert set(_example()) == {f"BOT_{name.upper()}" for name in Settings.model_fields}


def test_the_example_shows_the_defaults(environment: pytest.MonkeyPatch) -> None:
    defaults = Settings.load()
    for name, value in _example().items():
        if value:
            environment.setenv(name, value)
    assert Settings.load() == defaults
