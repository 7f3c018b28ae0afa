"""What the database refuses besides: a posting added to a movement of before, a day outside the fund or in a closed
period, and sums of the ledger that anything but the ledger writes.
"""

from django.db import migrations

# A row that is visible and whose transaction is still going on is this transaction's own. Its identifier has 32 bits,
# and is brought to the 64 bits of the one that is nearest to now.
COMPLETE = """
CREATE FUNCTION ledger_complete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_at bigint := pg_current_xact_id()::text::bigint;
    movement bigint;
BEGIN
    SELECT t.id INTO movement
        FROM (SELECT DISTINCT transaction_id FROM written) w
        JOIN funding_ledgertransaction t ON t.id = w.transaction_id
        WHERE pg_xact_status((
            now_at + ((t.xmin::text::bigint - now_at % 4294967296 + 6442450944) % 4294967296) - 2147483648
        )::text::xid8) IS DISTINCT FROM 'in progress'
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger transaction % is written already: no posting is added to it', movement
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_complete AFTER INSERT ON funding_posting
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_complete();
"""
NOT_COMPLETE = "DROP TRIGGER ledger_complete ON funding_posting; DROP FUNCTION ledger_complete();"

OPEN_DAY = """
CREATE FUNCTION ledger_on_open_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fund funding_fund;
BEGIN
    SELECT * INTO fund FROM funding_fund WHERE id = NEW.fund_id;
    IF NEW.booked_on < fund.start OR NEW.booked_on >= fund."end" THEN
        RAISE EXCEPTION 'ledger transaction of %: not a day of fund %', NEW.booked_on, NEW.fund_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.booked_on < fund.closed_until THEN
        RAISE EXCEPTION 'ledger transaction of %: fund % is closed until %', NEW.booked_on, NEW.fund_id, fund.closed_until
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_on_open_day BEFORE INSERT ON funding_ledgertransaction
    FOR EACH ROW EXECUTE FUNCTION ledger_on_open_day();
"""
ANY_DAY = "DROP TRIGGER ledger_on_open_day ON funding_ledgertransaction; DROP FUNCTION ledger_on_open_day();"

# The trigger of the postings writes one level deeper than whoever comes from outside.
KEPT = """
CREATE FUNCTION refuse_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written by the ledger alone: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""
NOT_KEPT = "DROP FUNCTION refuse_by_hand();"


def kept(table: str) -> migrations.RunSQL:
    """Refuse any write but those of the ledger's own triggers, and the emptying of the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER kept_by_ledger BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_by_hand();"
        f"CREATE TRIGGER kept_by_ledger_whole BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        f"DROP TRIGGER kept_by_ledger ON {table}; DROP TRIGGER kept_by_ledger_whole ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("funding", "0013_fund_iban")]
    operations = [
        migrations.RunSQL(COMPLETE, NOT_COMPLETE),
        migrations.RunSQL(OPEN_DAY, ANY_DAY),
        migrations.RunSQL(KEPT, NOT_KEPT),
        kept("funding_accountbalance"),
        kept("funding_monthtotal"),
    ]
