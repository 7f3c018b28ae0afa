"""Writes a person into every column of every table, and reads them all, whatever a model says of them."""

from typing import Any

from django.db import models
from psycopg import sql

from tests.template import as_owner

NAME, EMAIL, PHONE, ADDRESS = (
    "Zéphyrine Quintabelle",
    "zquinta@courriel.example",
    "0639981234",
    "77 impasse du Xylophone",
)
#: Words that are nowhere else in the database.
WORDS = ("phyrine", "Quintabelle", "zquinta", "0639981234", "Xylophone")
SENTENCE = f"{NAME} ({EMAIL}, {PHONE}), {ADDRESS}"


def where(*words: str) -> list[str]:
    """The columns of the whole database that contain one of these words, whatever their type and case."""
    found, patterns = [], [f"%{word}%" for word in words]
    with as_owner() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text), array_agg(data_type::text)"
            " FROM information_schema.columns WHERE table_schema = 'public' AND data_type IN"
            " ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'bytea') GROUP BY table_name"
        )
        for table, columns, kinds in cursor.fetchall():
            texts = [
                f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
                for column, kind in zip(columns, kinds, strict=True)
            ]
            cursor.execute(
                f"SELECT {', '.join(texts)} FROM \"{table}\" WHERE concat_ws(' ', {', '.join(texts)}) ILIKE ANY(%s)",
                [patterns],
            )
            for row in cursor.fetchall():
                found += [
                    f"{table}.{column}: {word}"
                    for column, text in zip(columns, row, strict=True)
                    for word in words
                    if word.lower() in (text or "").lower()
                ]
    return list(dict.fromkeys(found))


def plant_of(field: models.Field, *, number: int = 0) -> Any:
    """Something that names the person and fits the column, with a number where there is space."""
    base, sentence = getattr(field, "base_field", field), f"{SENTENCE} n° {number}"
    if isinstance(field, models.JSONField):
        return {"champ": [{"nom": sentence}]}
    fitting = [EMAIL] if isinstance(base, models.EmailField) else [sentence, f"{NAME} {number}", NAME, PHONE]
    length = base.max_length or len(sentence)
    text = next((one for one in fitting if len(one) <= length), None)
    return [text] if base is not field and text else text


def without_constraints(model: type[models.Model]) -> None:
    """Let the table take a row of which one column alone is filled; the test is rolled back after."""
    table = model._meta.db_table
    with as_owner() as cursor:
        # Nor is a row the only one of its kind; what other tables refer to stays.
        cursor.execute(
            "SELECT conname FROM pg_constraint own WHERE conrelid = %s::regclass AND (contype = 'c' OR contype = 'u'"
            " AND NOT EXISTS (SELECT FROM pg_constraint key WHERE key.contype = 'f' AND key.conindid = own.conindid))",
            [table],
        )
        changes = [sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(name)) for (name,) in cursor.fetchall()]
        changes += [
            sql.SQL("ALTER COLUMN {} DROP NOT NULL").format(sql.Identifier(field.column))
            for field in model._meta.concrete_fields
            if not field.null and not field.primary_key
        ]
        changes.append(sql.SQL("DISABLE TRIGGER USER"))
        cursor.execute(sql.SQL("ALTER TABLE {} {}").format(sql.Identifier(table), sql.SQL(", ").join(changes)))
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND indisunique"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))


def enable_triggers(model: type[models.Model]) -> None:
    """Have the table refuse again what it refuses."""
    with as_owner() as cursor:
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(model._meta.db_table)))
