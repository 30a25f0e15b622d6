# The platform as an image: packages by their hashes, dictionaries and static files made at build.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    DJANGO_SETTINGS_MODULE=cms.settings.production
WORKDIR /srv/clusterpolisee
RUN python -m venv .venv
COPY requirements.txt ./
# The list is whole, which the check confirms: nothing is looked for beside it.
RUN .venv/bin/python -m pip install --require-hashes --no-deps -r requirements.txt \
    && .venv/bin/python -m pip check
# A layer of its own: it takes a minute and changes with the packages and the analysis only.
COPY search/__init__.py search/
COPY search/analysis search/analysis
RUN .venv/bin/python -m search.analysis
COPY . .
# Values that let the settings load; none of them stays in the image.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    ALLOWED_HOSTS=localhost BASE_URL=https://localhost DATABASE_URL=sqlite:////tmp/none.sqlite3 \
    DEFAULT_FROM_EMAIL=build@localhost EMAIL_HOST=localhost \
    sh -eu -c '.venv/bin/python manage.py compile_catalogs; \
               .venv/bin/python manage.py collectstatic --noinput'

FROM python:3.11-slim-bookworm
ENV PATH=/srv/clusterpolisee/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=cms.settings.production \
    DATA_DIR=/data
# Fixed, so that files in a volume keep their owner from one image to the next.
RUN groupadd --system --gid 10001 clusterpolisee \
    && useradd --system --uid 10001 --gid 10001 --home-dir /data --shell /usr/sbin/nologin clusterpolisee \
    && install -d -o clusterpolisee -g clusterpolisee /data /data/media
WORKDIR /srv/clusterpolisee
COPY --from=build /srv/clusterpolisee ./
USER clusterpolisee
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.py", "--bind", "0.0.0.0:8000", "cms.wsgi"]
