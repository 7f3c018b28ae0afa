"""What the database itself holds of the ledger: nothing written is changed, and every movement sums to zero."""

from django.db import migrations

#: Tables of which a row, once written, stays as it is.
APPEND_ONLY = [
    "funding_account",
    "funding_ledgertransaction",
    "funding_posting",
    "funding_receipt",
    "funding_grant",
    "funding_commitment",
    "funding_payment",
    "funding_actionreach",
    "funding_fundingstatement",
]

# Checked when the transaction ends, since the postings of a movement are written one after the other.
BALANCED = """
CREATE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    movement bigint;
    how_many integer;
    total numeric;
    strangers integer;
BEGIN
    IF TG_TABLE_NAME = 'funding_posting' THEN
        movement := NEW.transaction_id;
    ELSE
        movement := NEW.id;
    END IF;
    SELECT count(*), coalesce(sum(p.amount), 0), count(*) FILTER (WHERE a.fund_id <> t.fund_id)
        INTO how_many, total, strangers
        FROM funding_posting p
        JOIN funding_account a ON a.id = p.account_id
        JOIN funding_ledgertransaction t ON t.id = p.transaction_id
        WHERE p.transaction_id = movement;
    IF how_many < 2 THEN
        RAISE EXCEPTION 'ledger transaction % has % posting(s), at least two are needed', movement, how_many
            USING ERRCODE = 'check_violation';
    END IF;
    IF total <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % sums to %, not to zero', movement, total
            USING ERRCODE = 'check_violation';
    END IF;
    IF strangers > 0 THEN
        RAISE EXCEPTION 'ledger transaction % touches an account of another fund', movement
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_balanced AFTER INSERT ON funding_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
CREATE CONSTRAINT TRIGGER ledger_balanced AFTER INSERT ON funding_ledgertransaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
"""
NOT_BALANCED = """
DROP TRIGGER ledger_balanced ON funding_posting;
DROP TRIGGER ledger_balanced ON funding_ledgertransaction;
DROP FUNCTION ledger_balanced();
"""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse any change of a row that was written, and the emptying of the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change();"
        f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_whole ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_funds_and_passes")]
    operations = [migrations.RunSQL(BALANCED, NOT_BALANCED), *map(append_only, APPEND_ONLY)]
