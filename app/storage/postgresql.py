"""Opens a PostgreSQL database and makes sure of what we rely on: commits that a power cut leaves standing, TLS that
checks whom it talks to, one view for each reading, the schema.

Rules it keeps: every setting is read back; what leaves this machine is encrypted and the server proves its name,
unless the URL says otherwise in so many words; foreign exceptions leave as a FaultError that holds no value.

    engine = open_postgresql("postgresql:///thenar?host=/run/postgresql")

>>> place_of_url("postgresql://db.example/thenar").query["sslmode"]
'verify-full'
>>> "sslmode" in place_of_url("postgresql:///thenar?host=/run/postgresql").query
False
"""

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from app.domain.faults import Fault, FaultError
from app.storage.database import WRITES, migrate, translated

OLDEST = 140000
"""PostgreSQL 14, as the server numbers it: the oldest that its makers still mend."""
CONNECT_S = 10
_DRIVER = "postgresql+psycopg"
_SETTINGS = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
_ASKED = "-c synchronous_commit=on -c timezone=UTC"


def open_postgresql(url: str) -> Engine:
    """Checks and migrates. Raises FaultError: SETTINGS_INVALID for a URL that is none or without the driver,
    STORE_UNREADABLE for a server that is not there or promises too little."""
    place = place_of_url(url)
    with translated():
        try:
            engine = create_engine(place, connect_args={"options": _ASKED}, hide_parameters=True, pool_pre_ping=True)
        except ImportError as error:
            raise FaultError(Fault.SETTINGS_INVALID, "database: PostgreSQL needs the package psycopg") from error
        event.listen(engine, "connect", _check)
        event.listen(engine, "begin", _begin)
        try:
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


def place_of_url(url: str) -> URL:
    """The same place, by our driver. Raises FaultError(SETTINGS_INVALID); the URL may hold a password, so it is not
    repeated."""
    try:
        place = make_url(url)
    except ArgumentError:
        place = None
    if place is None or place.drivername not in ("postgresql", _DRIVER) or not place.database:
        raise FaultError(Fault.SETTINGS_INVALID, 'database: write "postgresql://user@host/name"') from None
    host = place.host or place.query.get("host", "/")
    local = isinstance(host, str) and host.startswith("/")
    defaults = {} if local else {"sslmode": "verify-full", "sslrootcert": "system"}
    query = {"connect_timeout": str(CONNECT_S), **defaults, **place.query}
    if "sslmode" in place.query and "sslrootcert" not in place.query:
        query.pop("sslrootcert", None)  # libpq refuses the system's certificates with anything weaker
    return place.set(drivername=_DRIVER, query=query)


def _check(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for name, value in _SETTINGS.items():
        cursor.execute(f"SHOW {name}")
        if (row := cursor.fetchone()) is None or row[0] != value:
            raise FaultError(Fault.STORE_UNREADABLE, f"the database refuses {name}={value}")
    cursor.execute("SHOW server_version_num")
    if (row := cursor.fetchone()) is None or int(row[0]) < OLDEST:
        raise FaultError(Fault.STORE_UNREADABLE, f"the database server is older than version {OLDEST // 10_000}")
    cursor.close()
    connection.rollback()


def _begin(connection: Connection) -> None:
    """Who reads sees one moment; who writes sees what others committed while it waited for their locks."""
    if not connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
