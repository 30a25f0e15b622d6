"""The engine of an installation with many servers: an Elasticsearch cluster.

Only parts of Elasticsearch's core are used, no analysers of languages, no scripts, no licence.
``client``: the connection. ``mapping``: what is stored. ``indices``: writing. ``asking``: the
request for a page. ``engine``: reading the answer.
"""
