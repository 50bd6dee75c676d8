"""What of ours the store says to whoever runs a command, marked for translation."""

from __future__ import annotations

from bot.i18n.marking import mark

STORE_MESSAGES = (
    mark("a backup takes {needed} MB, and {folder} has {free} MB free"),
    mark("everything is being copied there and not all is there yet; run `transfer` again until"
         " it says that it is done"),
    mark("it holds no database of Kawaraban"),
    mark("it was broken off"),
    mark("its URL's timeout is {given}, which is no number of seconds"),
    mark("its tables are those of a newer release ({revision}, this one knows {known}); run that"
         " release, or restore a backup that was made before it"),
    mark("the copy of {file} has other rows than it"),
    mark("the new database holds {table} already; it must be empty"),
    mark("the old database's tables are not up to date; run `migrate` first"),
    mark("there is no {file}"),
    mark("{count} other programs use the database; stop them first"),
    mark("{file} can't be opened: {said}"),
    mark("{file} is damaged: {said}"),
    mark("{file} is no backup of the kind of database in use"),
    mark("{file} lacks {tables}"),
    mark("{file}: {said}"),
    mark("{program} of PostgreSQL is not installed here"),
    mark("{said}; what was there is in {file}"),
    mark("{table} differs: {old} rows in the old database, {new} in the new one. Stop what writes"
         " to them, and run this again: it copies all anew"),
)  # fmt: skip
"""Each as `digests.store` says it, which knows nobody's language."""
