#!/bin/sh
# Run once by PostgreSQL's image on an empty volume: the role that owns the database and migrates, and the
# application's, which owns nothing. Neither is superuser nor BYPASSRLS.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$LIANT_PASSWORD" --set owner_password="$LIANT_OWNER_PASSWORD" \
    --username postgres --dbname postgres <<'SQL'
CREATE ROLE liant_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE liant LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE liant OWNER liant_owner;
SQL
