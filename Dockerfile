# Kawaraban as it runs in production:
#   docker build -t kawaraban .
#   docker run --env-file .env --volume kawaraban:/data kawaraban

FROM python:3.11-slim AS packages
COPY requirements/run.lock /tmp/run.lock
RUN python -m venv /venv \
 && /venv/bin/python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/run.lock

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin kawaraban \
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
HEALTHCHECK --interval=60s --timeout=15s --start-period=30s \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['BOT_WEB_PORT'] + '/healthz', timeout=10)"]
CMD ["python", "-m", "bot", "run"]
