"""The full-text index of PostgreSQL over the search texts, kept in step by triggers.

``search_index`` holds one vector a document. PostgreSQL's own parser never sees a text: the words
are ours, one lexeme each, ``=word`` for a word as it is written and ``~term`` for an index term.
Labels say where it stands: A title, B lead, C topic, D body. What a vector cannot hold (positions
after 16,383, more than 256 of one word, a megabyte) is marked, and the texts decide then.

``search_word`` lists the words for "did you mean". It has no unique index: publications that go on
at the same time would wait for each other there, or lock each other out. Words whose texts are gone
stay until the next ``search_sync``; who reads the list asks the index whether a word is still there.

Triggers, because then every way a row changes (a cascade, a bulk insert) changes the index in the
same transaction. Does nothing on other databases.
"""

from django.db import migrations

# Longer ones have the hash of the whole word at their end: PostgreSQL refuses 2,047 bytes.
WORDS = """
CREATE FUNCTION search_words(written text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
    SELECT CASE WHEN written ~ '[^ \\n]{201}' THEN (
        SELECT array_agg(
            CASE WHEN length(word) > 200 THEN left(word, 168) || md5(word) ELSE word END
            ORDER BY place
        )
        FROM unnest(string_to_array(translate(written, E'\\n', ' '), ' '))
            WITH ORDINALITY AS split (word, place)
        WHERE word <> ''
    ) ELSE array_remove(string_to_array(translate(written, E'\\n', ' '), ' '), '') END
$body$
"""

PLACED = """
CREATE FUNCTION search_placed(mark text, label text, words text[], start integer) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
    SELECT coalesce(string_agg(
        '''' || mark || replace(replace(word, '\\', '\\\\'), '''', '''''')
            || ''':' || least(start + place, 16383) || label,
        ' '
    ), '')
    FROM unnest(words) WITH ORDINALITY AS numbered (word, place)
$body$
"""

# A gap of one position between fields: no phrase goes from one into the next.
ROW = """
CREATE FUNCTION search_index_row(row_of search_searchtext) RETURNS search_index
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
    made search_index;
    title text[] := search_words(row_of.title_exact);
    lead text[] := search_words(row_of.lead_exact);
    body text[] := search_words(row_of.body_exact);
    title_terms text[] := search_words(row_of.title_terms);
    lead_terms text[] := search_words(row_of.lead_terms);
    topic_terms text[] := search_words(row_of.topic_terms);
    body_terms text[] := search_words(row_of.body_terms);
    behind_title integer := cardinality(title) + 1;
    behind_lead integer := behind_title + cardinality(lead) + 1;
    behind_lead_terms integer := cardinality(title_terms) + cardinality(lead_terms);
    head text;
    only_words text[];
    in_head integer := behind_lead + behind_lead_terms + cardinality(topic_terms);
    head_bytes integer := 8 * in_head + octet_length(row_of.title_exact)
        + octet_length(row_of.lead_exact) + octet_length(row_of.title_terms)
        + octet_length(row_of.lead_terms) + octet_length(row_of.topic_terms);
    body_bytes integer := octet_length(row_of.body_exact) + octet_length(row_of.body_terms)
        + 8 * (cardinality(body) + cardinality(body_terms));
BEGIN
    made.document_id := row_of.document_id;
    made.length := in_head - 2 + cardinality(body) + cardinality(body_terms);
    made.complete := true;
    made.whole := true;
    head := search_placed('=', 'A', title, 0)
        || ' ' || search_placed('=', 'B', lead, behind_title)
        || ' ' || search_placed('~', 'A', title_terms, 0)
        || ' ' || search_placed('~', 'B', lead_terms, cardinality(title_terms))
        || ' ' || search_placed('~', 'C', topic_terms, behind_lead_terms);
    IF head_bytes + body_bytes < 1000000 THEN
        made.words := (
            head || ' ' || search_placed('=', 'D', body, behind_lead)
            || ' ' || search_placed('~', 'D', body_terms,
                                    behind_lead_terms + cardinality(topic_terms))
        )::tsvector;
        IF behind_lead + cardinality(body) >= 16383 THEN
            made.whole := false;
        ELSIF made.length > 250 THEN
            made.whole := NOT EXISTS (
                SELECT FROM unnest(made.words) AS entry
                WHERE cardinality(entry.positions) > 250 AND starts_with(entry.lexeme, '=')
            );
        END IF;
    ELSE
        made.whole := false;
        SELECT array_agg(word) INTO only_words FROM (
            SELECT '=' || word AS word FROM unnest(body) AS word
            UNION SELECT '~' || word FROM unnest(body_terms) AS word
        ) AS different;
        body_bytes := octet_length(array_to_string(only_words, '')) + 8 * cardinality(only_words);
        IF head_bytes + body_bytes < 1000000 THEN
            made.words := head::tsvector || array_to_tsvector(only_words);
        ELSE
            made.complete := false;
            made.words := '';
        END IF;
    END IF;
    RETURN made;
END
$body$
"""

CHANGED = """
CREATE FUNCTION search_text_changed() RETURNS trigger
LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM search_index;
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM search_index WHERE document_id = OLD.document_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO search_index SELECT made.* FROM search_index_row(NEW) AS made;
        INSERT INTO search_word
        SELECT DISTINCT word
        FROM unnest(
            search_words(NEW.title_exact) || search_words(NEW.lead_exact)
            || search_words(NEW.body_exact)
        ) AS word
        WHERE length(word) < 50
            AND NOT EXISTS (SELECT FROM search_word AS known WHERE known.word = word.word);
    END IF;
    RETURN NULL;
END
$body$
"""

# Vectors stay in their rows, uncompressed up to a page: ranking reads one for each hit.
FORWARDS = (
    """
    CREATE TABLE search_index (
        document_id bigint PRIMARY KEY,
        length integer NOT NULL,
        complete boolean NOT NULL,
        whole boolean NOT NULL,
        words tsvector NOT NULL
    ) WITH (toast_tuple_target = 8160)
    """,
    "ALTER TABLE search_index ALTER COLUMN words SET STORAGE MAIN",
    # Without a list of what waits to be sorted in: publishing and asking always cost the same.
    "CREATE INDEX search_index_words ON search_index USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX search_index_incomplete ON search_index (document_id) WHERE NOT complete",
    'CREATE TABLE search_word (word text COLLATE "C" NOT NULL)',
    "CREATE INDEX search_word_word ON search_word (word)",
    WORDS,
    PLACED,
    ROW,
    CHANGED,
    """
    CREATE TRIGGER search_text_changed AFTER INSERT OR UPDATE OR DELETE ON search_searchtext
    FOR EACH ROW EXECUTE FUNCTION search_text_changed()
    """,
    """
    CREATE TRIGGER search_text_emptied AFTER TRUNCATE ON search_searchtext
    FOR EACH STATEMENT EXECUTE FUNCTION search_text_changed()
    """,
    # What is there already; nothing on a new database.
    "INSERT INTO search_index SELECT made.* FROM search_searchtext AS t, search_index_row(t) AS made",
    """
    INSERT INTO search_word
    SELECT DISTINCT word FROM search_searchtext AS t, unnest(
        search_words(t.title_exact) || search_words(t.lead_exact) || search_words(t.body_exact)
    ) AS word WHERE length(word) < 50
    """,
)
BACKWARDS = (
    "DROP TRIGGER search_text_emptied ON search_searchtext",
    "DROP TRIGGER search_text_changed ON search_searchtext",
    "DROP FUNCTION search_text_changed()",
    "DROP FUNCTION search_index_row(search_searchtext)",
    "DROP FUNCTION search_placed(text, text, text[], integer)",
    "DROP FUNCTION search_words(text)",
    "DROP TABLE search_word",
    "DROP TABLE search_index",
)


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in FORWARDS:
            schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in BACKWARDS:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]

    operations = [migrations.RunPython(forwards, backwards)]
