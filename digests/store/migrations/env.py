"""Runs the migrations over the connection that `Store.migrate` gives."""

from alembic import context

from digests.store.tables import metadata


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic compares it: the index for search differs between the engines."""
    return kind != "table" or name is None or not name.startswith("search")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_ours,
    # SQLite can't alter a column: Alembic copies the table instead.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
