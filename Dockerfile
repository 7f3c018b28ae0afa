# The portal in production: web server, worker and beat run from this one image (see docker-compose.yml).
FROM python:3.13.14-slim-trixie AS packages
COPY requirements.txt /tmp/
RUN python -m venv /opt/liant \
    && /opt/liant/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

FROM python:3.13.14-slim-trixie
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --create-home liant
COPY --from=packages /opt/liant /opt/liant
WORKDIR /srv/liant
COPY . .
ENV PATH=/opt/liant/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
# The settings want every variable of production; these values serve this one line and stay out of the image.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" ALLOWED_HOSTS=build.invalid \
    PUBLIC_URL=https://build.invalid DATABASE_URL=postgres://build.invalid/liant REDIS_URL=redis://build.invalid/0 \
    python manage.py collectstatic --no-input \
    && python -m compileall -q .
USER liant
EXPOSE 8000
# What one thread gave back to the C library serves the others.
ENV MALLOC_ARENA_MAX=2
CMD ["gunicorn", "--bind", "0.0.0.0:8000"]
