"""What stands on the buttons of the editors' desk, by the command that leads to them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DESK_LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "drafts": (
            "📅 Day",
            "Regular",
            "Evening",
            "🚨 Extra",
            "🏷 Title",
            "Greeting",
            "Left over",
            "Afterword",
            "↶ Undo",
            "✏️ Headline",
            "✏️ Summary",
            "🔗 Source",
            "📰 Outlet",
            "🗑 Drop it",
            "It is the greeting",
            "It is the afterword",
            "It is an item",
            "⤴ Join with {number}",
            "✏️ Write it anew",
            "None",
            "📣 Publish now",
            "🌅 At the readers' hour",
            "🕖 Schedule",
            "🗄 Archive only",
            "🗑 Discard",
            "👁 As readers see it",
            "📱 Preview and test",
            "📅 Another day",
            "✓ Say it again",
            "✓ The same page again",
            "✏️ Change",
            "The day's edition",
            "✏️ Correct silently",
            "📣 Correct and tell",
            "↩ Leave as it was",
            "🕖 Move",
            "✖ Unschedule",
            "↩️ Recall",
            "✅ Agree",
            "✖ Withdraw",
            "↶ Undo publishing",
            "↶ Undo the correction",
            "🧪 Test to me",
            "🧪 Test to {chat}",
            "📣 Yes, publish",
            "Publish anyway",
            "✓ The rest is no news",
            "✓ The other links are no news",
            "✓ The greeting is that long",
            "✓ It is one item",
            "📣 Send it all the same",
            "Take it back",
            "✏️ In place of: {slot}",
        ),
        "queue": (
            "📣 To all now",
            "⏸ Pause",
            "⏹ Stop",
            "🔁 Send the doubtful again",
            "✓ Take them as arrived",
            "🔁 Send the refused again",
            "🔁 Send it late",
            "▶ Resume",
            "⏹ Yes, stop",
        ),
        "stats": ("☀️ Chart", "🌙 Chart", "📄 CSV"),
        "roles": (
            "✖ Take back: {name}",
            "✖ Withdraw: {role}, {clock}",
            "➕ Invite an editor",
            "➕ Invite a viewer",
            "All papers",
            "✔ Accept",
        ),
        "announce": ("↩ Tell nobody", "📣 Everybody ({count})", "📣 Send it now"),
        "help": ("🚫 No more from this reader", "Let them write again"),
    }
)
"""Message ids, as the views say them; `{}` is what they say of their own."""

COUNTED_DESK_LABELS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "drafts": (
            ("📅 {count} continuation", "📅 {count} continuations"),
            ("{count} numbered", "{count} numbered"),
            ("{count} dated line", "{count} dated lines"),
            ("{count} section", "{count} sections"),
            ("{count} list entry", "{count} list entries"),
            ("{count} entry", "{count} entries"),
            ("{count} lead line", "{count} lead lines"),
            ("{count} with a link", "{count} with a link each"),
            ("{count} paragraph", "{count} paragraphs"),
            ("{count} item", "{count} items"),
            ("{count} marked {sign}", "{count} marked {sign}"),
        ),
        "stats": (("{count} day", "{count} days"),),
    }
)
"""Those that depend on how many there are: of one and of several."""
