#!/bin/sh
# Run once by PostgreSQL's image on an empty volume: the application's role, which is neither superuser nor
# BYPASSRLS, and its database.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$LIANT_PASSWORD" --username postgres --dbname postgres <<'SQL'
CREATE ROLE liant LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE liant OWNER liant;
SQL
