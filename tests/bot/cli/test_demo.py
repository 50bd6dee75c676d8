"""The demo, as a process of its own: it works, and stays apart from a real bot's things."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cli.demonstration.demonstration import demo_settings, environment
from bot.cli.demonstration.samples import PAPERS, sample_of
from bot.settings import ENV_FILE, Settings
from digests.delivery.policy import DeliverySettings
from digests.model import ChatKind, Digest, Item, Paragraph, Preferences, Subscriber
from digests.store import Store
from tests.support.demo import PROC, Demo, children, of_proc, of_ps
from tests.support.surroundings import surroundings

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 10, 1, 7, tzinfo=UTC)  # no day of the samples
READER = Subscriber(
    id=0,
    chat_id=2,
    kind=ChatKind.PRIVATE,
    preferences=Preferences(language="en", timezone="UTC", minute=0),
    joined_at=datetime(2026, 1, 1, tzinfo=UTC),
)
DIGEST = Digest(
    title="The Harbour Letter",
    language="en",
    items=(Item(number=1, headline="A bell was found", paragraphs=(Paragraph(text="Brass."),)),),
)
DEMO = (sys.executable, "-m", "bot", "demo", "--port", "0")
BOT = "bot.cli.demonstration.bot_main"


class Listener:
    """A server that nobody may call."""

    def __init__(self, stack: ExitStack) -> None:
        self._socket = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self._socket.setblocking(False)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def was_called(self) -> bool:
        try:
            self._socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@dataclass(frozen=True)
class Neighbour:
    """The folder of a real bot, the servers it uses, and the demo's own place for what passes."""

    folder: Path
    temporary: Path
    servers: Mapping[str, Listener]

    @property
    def database(self) -> str:
        return f"sqlite+aiosqlite:///{self.folder}/data/kawaraban.db"

    def settings(self, **others: str) -> dict[str, str]:
        """What the real bot is set to."""
        url = {name: f"http://127.0.0.1:{one.port}" for name, one in self.servers.items()}
        return {
            "BOT_TOKEN": "4242:abcdefghijklmnop",
            "BOT_ADMIN_IDS": "7",
            "BOT_DATABASE_URL": self.database,
            "BOT_DATA_DIR": str(self.folder / "data"),
            "BOT_HOUR": "00:00",
            "BOT_LANGUAGE": "en",
            "BOT_OPERATOR": "@lantern_office",
            "BOT_API_URL": url["telegram"],
            "BOT_WEBHOOK_URL": f"{url['webhook']}/hook",
            "BOT_WEBHOOK_PORT": str(self.servers["web"].port),
            "BOT_WEB_PORT": str(self.servers["web"].port),
            "BOT_LLM_URL": f"{url['model']}/v1",
            "BOT_LLM_MODEL": "model",
            **others,
        }

    def variables(self, settings: Mapping[str, str]) -> dict[str, str]:
        """The environment of somebody who has exported that, and much else."""
        proxy = f"http://127.0.0.1:{self.servers['proxy'].port}"
        proxies = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY")
        return {
            **surroundings(),
            **settings,
            **{name.lower(): value for name, value in settings.items()},
            **dict.fromkeys(proxies, proxy),
            ENV_FILE: str(self.folder / ".env"),
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.temporary),
            "SQLITE_TMPDIR": str(self.folder),
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.servers["postgres"].port),
            "OPENAI_API_KEY": "none",
            "OPENAI_BASE_URL": proxy,
            "SSL_CERT_FILE": "none.pem",
            "SSL_CERT_DIR": "none",
            "TZ": "Nowhere/Land",
            "LC_ALL": "C",
            "PYTHONIOENCODING": "ascii",
            "LANGUAGE": "xx",
        }

    def called(self) -> set[str]:
        """The servers that somebody called."""
        return {name for name, one in self.servers.items() if one.was_called}

    def files(self) -> dict[str, bytes]:
        """All that is in the folder."""
        return {
            str(file.relative_to(self.folder)): file.read_bytes()
            for file in self.folder.rglob("*")
            if file.is_file()
        }


@pytest.fixture
async def neighbour(tmp_path: Path) -> AsyncIterator[Neighbour]:
    """A real bot's folder, with a subscriber and an edition in its database."""
    with ExitStack() as stack:
        names = ("telegram", "webhook", "web", "model", "proxy", "postgres")
        one = Neighbour(
            tmp_path / "real", tmp_path / "passing", {name: Listener(stack) for name in names}
        )
        one.temporary.mkdir()
        (one.folder / "data").mkdir(parents=True)
        await fill(one.database)
        yield one


async def fill(database: str) -> None:
    store = await Store.open(database, DeliverySettings())
    await store.migrate()
    await store.intake.put_many([READER])
    edition = await store.editions.add(
        DIGEST, (), date=NOW.date(), fingerprint="f", posted_by=None, created_at=NOW
    )
    await store.editions.publish(edition.id, NOW)
    await store.close()


# --- what it is given --------------------------------------------------------------------------


def test_the_demo_is_given_every_setting_and_inherits_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_OPERATOR", "@lantern_office")
    variables = environment(demo_settings("http://127.0.0.1:9", 7, tmp_path))
    settings = {f"BOT_{name.upper()}" for name in Settings.model_fields}
    assert set(variables) == settings | {ENV_FILE, "PYTHONPATH", "PYTHONUTF8", "TMPDIR"}
    monkeypatch.chdir(tmp_path)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Settings.load() == Settings.given(
        token=variables["BOT_TOKEN"],
        api_url="http://127.0.0.1:9",
        admin_ids=[7],
        data_dir=tmp_path,
        database_url=f"sqlite+aiosqlite:///{tmp_path}/kawaraban.db",
        log_level="WARNING",
        rate=4.0,
    )


# --- beside a real bot -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("others", "by"),
    [({}, signal.SIGINT), ({"BOT_RATE": "wrong"}, signal.SIGHUP)],
    ids=["usable", "wrong"],
)
def test_the_demo_answers_and_leaves_a_real_bot_s_folder_database_and_servers_alone(
    neighbour: Neighbour, others: Mapping[str, str], by: signal.Signals
) -> None:
    settings = neighbour.settings(**others)
    lines = [f"{name}={value}\n" for name, value in settings.items()]
    (neighbour.folder / ".env").write_text("".join(lines), "utf-8")
    before = neighbour.files()
    with Demo.started(DEMO, neighbour.folder, neighbour.variables(settings)) as demo:
        demo.first_answer()
        assert demo.end(by) == 0
    assert neighbour.files() == before
    assert neighbour.called() == set()
    assert [*neighbour.temporary.iterdir()] == []


# --- how it ends -------------------------------------------------------------------------------


def test_a_demo_that_is_ended_while_it_begins_ends_quietly(tmp_path: Path) -> None:
    variables = {**surroundings(), "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(DEMO, env=variables, stdout=subprocess.PIPE) as demo:  # noqa: S603 - ours
        while not any(tmp_path.glob("*/kawaraban.db")):
            assert demo.poll() is None
            time.sleep(0.01)
        demo.send_signal(signal.SIGINT)
        said, _ = demo.communicate()
    assert (demo.returncode, said) == (0, b"")
    assert [*tmp_path.iterdir()] == []


def test_processes_are_found_with_and_without_proc() -> None:
    """macOS has no `/proc`, and small images of Linux have no `ps`."""
    ways = [way for way, there in ((of_proc, PROC.exists()), (of_ps, shutil.which("ps"))) if there]
    words = [sys.executable, "-c", "input(print(flush=True))", "a word"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one:  # noqa: S603 - our own code
        assert one.stdout
        one.stdout.readline()  # a process that has just begun has no command line yet
        for processes in ways:
            ((above, told),) = ((a, w) for process, a, w in processes() if process == one.pid)
            assert above == os.getpid()
            assert "word" in " ".join(told)
        assert [*children(os.getpid(), "input(print(flush=True))")] == [one.pid]
        assert one.stdin
        one.stdin.close()


def bot_of(demo: Demo) -> int:
    """The demo's bot, once it has begun: just before that it has no command line."""
    found: list[int] = []

    def has_begun() -> bool:
        found[:] = children(demo.process.pid, BOT)
        return len(found) == 1

    demo.until(has_begun)
    return found[0]


def test_a_demo_whose_bot_dies_ends_with_a_sentence(tmp_path: Path) -> None:
    variables = {**surroundings(), "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    with Demo.started(DEMO, tmp_path, variables, errors=subprocess.PIPE) as demo:
        bot = bot_of(demo)
        os.kill(bot, signal.SIGKILL)
        _, said = demo.process.communicate()
        assert demo.process.returncode == 1
    assert said == "The bot ended by itself, and so does the demo.\n"
    assert [*tmp_path.iterdir()] == []


# --- what it shows -----------------------------------------------------------------------------


def test_the_latest_papers_come_and_the_next_day_s_though_the_plug_is_pulled(
    tmp_path: Path,
) -> None:
    variables = {**surroundings(), "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    with Demo.started(DEMO, tmp_path, variables) as demo:
        demo.until(lambda: demo.figures()[0] == (12, 12))
        before = bot_of(demo)
        demo.call("host/plug", press=True)
        demo.until(lambda: demo.figures()[3] == (1, None))
        after = bot_of(demo)
        assert after != before
        demo.until(lambda: demo.figures()[0] == (12, 12))
        assert demo.call("state")["clock"]["offset"] == 86_400
        missed, doubled = demo.figures()[1:3]
        assert missed == (0, None)
        assert doubled[0] <= 1  # what was on its way when it was killed
        assert demo.end() == 0


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One for several tests, as to start it takes seconds."""
    folder = tmp_path_factory.mktemp("demo")
    variables = {**surroundings(), "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    with Demo.started(DEMO, folder, variables) as demo:
        yield demo


def test_today_yesterday_and_the_day_before_are_there_from_the_start(demo: Demo) -> None:
    today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    english = PAPERS[-1]
    demo.ask("Bob", "/start", "")
    for words, days in (("today", 0), ("昨日", 1), ("/date yesterday", 1), ("一昨日", 2)):
        day = today - timedelta(days=days)
        demo.ask("Bob", words, sample_of(english, day, today=today).dated(day).title)


def test_each_is_greeted_with_the_paper_in_their_language_first(demo: Demo) -> None:
    for name, paper in zip(("花子", "Bob"), PAPERS, strict=True):
        demo.ask(name, "/start", f"✓ {paper.title}")


def test_the_editor_posts_a_digest_at_the_press_of_a_button(demo: Demo) -> None:
    demo.call("host/post", press=True)
    demo.until(lambda: "下書き" in str(demo.messages("編集長")))
