"""A real PostgreSQL, whose databases do not meet."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from tests.services.folders import open_folder
from tests.services.postgresql import PostgresServer
from tests.services.postgresql_again import ReusedDatabase


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run one statement in the database at `url` and return the rows."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


class TestPostgreSQL:
    """Databases that do not meet."""

    def test_databases_do_not_see_each_other(
        self, postgres_server: PostgresServer, postgres_url: str
    ) -> None:
        other = postgres_server.create_database()
        query(postgres_url, "CREATE TABLE mine (number integer)")
        assert query(postgres_url, "SELECT to_regclass('mine') IS NULL") == [(False,)]
        assert query(other, "SELECT to_regclass('mine') IS NULL") == [(True,)]
        postgres_server.drop_database(other)
        with pytest.raises(psycopg2.OperationalError, match="does not exist"):
            query(other, "SELECT 1")

    def test_copies_a_template_with_its_rows(
        self, postgres_server: PostgresServer, postgres_url: str
    ) -> None:
        query(postgres_url, "CREATE TABLE mine AS SELECT 42 AS number")
        copy = postgres_server.create_database(template=postgres_url)
        assert query(copy, "SELECT number FROM mine") == [(42,)]
        postgres_server.drop_database(copy)

    @pytest.fixture
    def reused(
        self, postgres_server: PostgresServer, postgres_url: str
    ) -> Iterator[ReusedDatabase]:
        query(
            postgres_url,
            "CREATE TABLE parent (id serial PRIMARY KEY, name text);"
            "CREATE TABLE child (parent integer NOT NULL REFERENCES parent);"
            "INSERT INTO parent (name) VALUES ('kept')",
        )
        with closing(ReusedDatabase(postgres_server, postgres_url)) as reused:
            yield reused

    def test_a_reused_one_has_the_rows_of_the_start(self, reused: ReusedDatabase) -> None:
        added = "INSERT INTO parent (name) VALUES ('new') RETURNING id"
        url = reused.as_new()
        for _ in range(2):
            assert query(url, "SELECT * FROM parent") == [(1, "kept")]
            assert query(url, "SELECT * FROM child") == []
            assert query(url, added) == [(2,)]
            query(url, "UPDATE parent SET name = 'changed'; INSERT INTO child VALUES (1), (2)")
            assert reused.as_new() == url

    def test_a_reused_one_is_cut_off_from_who_had_it(self, reused: ReusedDatabase) -> None:
        with closing(psycopg2.connect(reused.as_new())) as left_open:
            left_open.cursor().execute("DELETE FROM parent")
            url = reused.as_new()
            with pytest.raises(psycopg2.OperationalError):
                left_open.commit()
        assert query(url, "SELECT * FROM parent") == [(1, "kept")]

    def test_a_reused_one_outlives_a_restart_of_its_server(self) -> None:
        with (
            open_folder("restart") as folder,
            PostgresServer(folder) as server,
            closing(ReusedDatabase(server, server.create_database())) as reused,
        ):
            url = reused.as_new()
            server.stop()
            server.start()
            assert reused.as_new() == url
            assert query(url, "SELECT 1") == [(1,)]

    @pytest.mark.parametrize(
        "change",
        [
            "ALTER TABLE parent ADD COLUMN colour text",
            "ALTER TABLE parent RENAME name TO called",
            "ALTER TABLE parent ALTER name SET NOT NULL",
            "ALTER TABLE child DROP CONSTRAINT child_parent_fkey",
            "ALTER TABLE parent DISABLE TRIGGER ALL",
            "CREATE INDEX names ON parent (name)",
            "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "DROP TABLE child",
        ],
    )
    def test_a_reused_one_has_the_schema_of_the_start(
        self, reused: ReusedDatabase, change: str
    ) -> None:
        url = reused.as_new()
        query(url, change)
        renewed = reused.as_new()
        assert renewed != url
        assert query(renewed, "SELECT id, name FROM parent") == [(1, "kept")]
        assert query(renewed, "SELECT * FROM child") == []

    def test_drops_a_database_that_is_in_use(self, postgres_server: PostgresServer) -> None:
        url = postgres_server.create_database()
        with closing(psycopg2.connect(url)):
            postgres_server.drop_database(url)
        postgres_server.drop_database(url)  # gone already

    def test_keeps_data_and_address_over_a_restart(self) -> None:
        with open_folder("restart") as folder, PostgresServer(folder, fsync=True) as server:
            url = server.create_database()
            query(url, "CREATE TABLE mine AS SELECT 42 AS number")
            server.stop()
            with pytest.raises(psycopg2.OperationalError, match="Connection refused"):
                query(url, "SELECT 1")
            server.start()
            assert query(url, "SELECT number FROM mine") == [(42,)]
            assert query(url, "SHOW fsync") == [("on",)]
        assert not folder.exists()
