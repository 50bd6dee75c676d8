# Kawaraban as it runs in production:
#   docker build -t kawaraban .
#   docker run --env-file .env --volume kawaraban:/data kawaraban
# With what summaries by a language model need: docker build --build-arg LOCK=llm -t kawaraban .

# A patch release, so that a build is the same tomorrow. To raise it, put the newest 3.11 here,
# build, and run `docker run --rm kawaraban python -m bot read /app/bot/cli/samples/2026-11-23.ja.txt`.
ARG PYTHON=3.11.18

FROM python:${PYTHON}-slim-trixie AS packages
ARG LOCK=run
COPY requirements/${LOCK}.lock /tmp/packages.lock
# The packages are put in from outside: what runs the bot has no installer to be misused.
RUN python -m venv --without-pip /venv \
 && python -m pip --python /venv/bin/python install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r /tmp/packages.lock \
 && python -m pip --python /venv/bin/python check

FROM python:${PYTHON}-slim-trixie
# What PostgreSQL's nightly backup needs, no older than the server; compose.postgres.yaml names it.
# Debian 13 has postgresql-client-17. It brings Perl, so an image for SQLite goes without.
ARG POSTGRES_CLIENT=
RUN if [ -n "$POSTGRES_CLIENT" ]; then \
      apt-get update \
      && apt-get install --yes --no-install-recommends "$POSTGRES_CLIENT" \
      && rm -rf /var/lib/apt/lists/*; \
    fi
RUN python -m pip uninstall --yes --quiet --root-user-action ignore pip setuptools wheel \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin kawaraban \
 && install --directory --owner kawaraban --group kawaraban --mode 700 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY LICENSE ./
COPY bot bot
COPY digests digests
# Whoever runs the bot may not write here, so Python could not keep what it compiles.
RUN /venv/bin/python -m compileall -q bot digests
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BOT_DATA_DIR=/data \
    BOT_LOG_FORMAT=json \
    BOT_WEB_HOST=0.0.0.0 \
    BOT_WEB_PORT=8080
USER kawaraban
VOLUME /data
STOPSIGNAL SIGTERM
# Where an operator leaves the port empty, nothing is served: then the database alone is looked at.
HEALTHCHECK --interval=60s --timeout=15s --start-period=30s \
  CMD ["python", "-c", "import os, sys, urllib.request as r; port = os.environ['BOT_WEB_PORT']; port or os.execv(sys.executable, [sys.executable, '-m', 'bot', 'status', '--health']); r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + port + '/healthz', timeout=10)"]
CMD ["python", "-m", "bot", "run"]
