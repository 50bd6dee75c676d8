"""Texts and their entities as nodes: nesting, UTF-16, quotes that fold, links that are safe."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.async_api import Page, expect

from simulator.state.people import Person
from tests.page.scripted import OpenPage, ScriptedBot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Entity = dict[str, object]

RENDER = """async (cases) => {
  const { renderText } = await import("/static/render/entities.js");
  const actions = { command() {}, mention() {}, copy() {}, word: (key) => key };
  return cases.map(([text, entities]) => {
    const box = document.createElement("div");
    box.append(renderText(text, entities, actions));
    return [box.textContent, box.innerHTML];
  });
}"""
INLINE = ["bold", "italic", "underline", "strikethrough", "hashtag", "text_mention", "custom_emoji"]


async def drawn(page: Page, text: str, *entities: Entity) -> str:
    """The HTML that a text becomes."""
    [[_, html]] = await page.evaluate(RENDER, [[text, list(entities)]])
    return str(html)


def entity(kind: str, offset: int, length: int, **more: object) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **more}


async def test_every_kind_of_entity_has_its_own_look(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.send(
        hana.id,
        "<b>b</b> <i>i</i> <u>u</u> <s>s</s> <code>c</code> <a href='https://a.example'>a</a>"
        " @harbour_bot #tag /today <tg-spoiler>secret</tg-spoiler>"
        "<pre><code class='language-python'>x = 1</code></pre><blockquote>q</blockquote>",
    )
    page = await open_page(hana)
    text = page.locator(".message.in .text")
    for selector, content in (
        ("strong", "b"),
        ("em", "i"),
        ("u", "u"),
        ("s", "s"),
        ("code[role=button]", "c"),
        ("a", "a"),
        ("button.mention", "@harbour_bot"),
        (".tag", "#tag"),
        ("button.command", "/today"),
        (".spoiler", "secret"),
        ("pre", "x = 1"),
        (".code-head > span", "python"),
        ("blockquote", "q"),
    ):
        await expect(text.locator(selector)).to_have_text(content)


async def test_entities_nest(canvas: Page) -> None:
    html = await drawn(
        canvas, "abcdef", entity("bold", 0, 6), entity("italic", 1, 4), entity("underline", 2, 2)
    )
    assert html == "<strong>a<em>b<u>cd</u>e</em>f</strong>"


async def test_entities_that_cross_are_cut_at_the_outer_one(canvas: Page) -> None:
    html = await drawn(canvas, "abcdef", entity("bold", 0, 4), entity("italic", 2, 4))
    assert html == "<strong>ab<em>cd</em></strong><em>ef</em>"


async def test_offsets_are_utf_16_units(canvas: Page) -> None:
    assert await drawn(canvas, "🎉 𠮷野家", entity("bold", 3, 2)) == "🎉 <strong>𠮷</strong>野家"


async def test_a_quote_swallows_the_line_break_after_it(canvas: Page) -> None:
    html = await drawn(canvas, "q\nnext", entity("blockquote", 0, 1))
    assert html == '<blockquote class="quote">q</blockquote>next'


async def test_bold_over_a_whole_quote_stays_inside_it(canvas: Page) -> None:
    html = await drawn(canvas, "q", entity("bold", 0, 1), entity("blockquote", 0, 1))
    assert html == '<blockquote class="quote"><strong>q</strong></blockquote>'


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("https://a.example/x?y=1", "https://a.example/x?y=1"),
        ("a.example", "https://a.example/"),
        ("a.example:8080/x", "https://a.example:8080/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("tg://user?id=1", "tg://user?id=1"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("  javascript:alert(1)", None),
        ("file:///etc/passwd", None),
    ],
)
async def test_only_harmless_addresses_become_links(
    canvas: Page, address: str, opened: str | None
) -> None:
    html = await drawn(canvas, "x", entity("text_link", 0, 1, url=address))
    found = re.search(r'href="([^"]*)"', html)
    assert (found[1].replace("&amp;", "&") if found else None) == opened
    assert opened is None or 'rel="noopener noreferrer"' in html


async def test_no_text_and_no_entities_lose_or_add_a_letter(canvas: Page) -> None:
    numbers = st.integers(0, 12)
    spans = st.tuples(st.sampled_from(INLINE), numbers, numbers)
    cases = st.lists(
        st.tuples(st.text("aあ🎉<&\n ", max_size=12), st.lists(spans, max_size=6)), min_size=1
    )
    examples: list[tuple[str, list[Entity]]] = []

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(cases)
    def collect(given_cases: list[tuple[str, list[tuple[str, int, int]]]]) -> None:
        examples.extend((text, [entity(*span) for span in spans]) for text, spans in given_cases)

    collect()
    drawn_texts = await canvas.evaluate(RENDER, [list(case) for case in examples])
    for (text, _), (content, _html) in zip(examples, drawn_texts, strict=True):
        assert content == text


async def test_a_long_quote_shows_three_lines_until_it_is_pressed(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    lines = "\n".join(f"line {number}" for number in range(1, 9))
    await bot.send(hana.id, f"Item\n<blockquote expandable>{lines}</blockquote>")
    page = await open_page(hana)
    text = page.locator(".quote-text")
    toggle = page.get_by_role("button", name="Show all")
    await expect(toggle).to_be_visible()
    height = "(node) => node.clientHeight / parseFloat(getComputedStyle(node).lineHeight)"
    assert await text.evaluate(height) == pytest.approx(3, abs=0.1)
    await text.click()
    await expect(page.get_by_role("button", name="Show less")).to_be_visible()
    assert await text.evaluate(height) == pytest.approx(8, abs=0.1)
    await page.get_by_role("button", name="Show less").press("Enter")
    assert await text.evaluate(height) == pytest.approx(3, abs=0.1)


async def test_a_short_expandable_quote_has_nothing_to_expand(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.send(hana.id, "<blockquote expandable>one line</blockquote>")
    page = await open_page(hana)
    await expect(page.locator(".quote-text")).to_have_text("one line")
    await expect(page.locator(".quote-toggle")).to_be_hidden()


async def test_a_spoiler_is_hidden_from_eyes_and_readers_until_it_is_pressed(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.send(hana.id, "It ends <tg-spoiler>well</tg-spoiler>")
    page = await open_page(hana)
    hidden = page.locator(".spoiler-text")
    await expect(hidden).to_have_css("opacity", "0")
    await expect(hidden).to_have_attribute("aria-hidden", "true")
    await page.get_by_role("button", name="Hidden text").press("Enter")
    await expect(hidden).to_have_css("opacity", "1")
    await expect(hidden).not_to_have_attribute("aria-hidden", "true")


async def test_a_spoiler_cannot_be_read_in_the_chat_list(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.send(hana.id, "It ends <tg-spoiler>well</tg-spoiler>.")
    page = await open_page(hana)
    await expect(page.locator(".chat-row-last").first).to_have_text("It ends ▒▒▒▒.")
