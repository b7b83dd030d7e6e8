"""Alembic's way in: runs the revisions on the connection and in the transaction that `app.storage.database` holds."""

from alembic import context

from app.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
