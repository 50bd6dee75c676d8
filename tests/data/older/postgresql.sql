CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.broadcasts (
    id bigint NOT NULL,
    edition_id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    state character varying(16) NOT NULL,
    day date NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by bigint,
    finished_at timestamp with time zone,
    resumed_at timestamp with time zone,
    pause_note text,
    hurried boolean DEFAULT false NOT NULL,
    forgiven integer DEFAULT 0 NOT NULL,
    echo_until double precision
);
CREATE SEQUENCE public.broadcasts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.broadcasts_id_seq OWNED BY public.broadcasts.id;
CREATE TABLE public.chunks (
    id bigint NOT NULL,
    broadcast_id bigint NOT NULL,
    timezone character varying(64) NOT NULL,
    after_place bigint NOT NULL,
    last_place bigint NOT NULL,
    state character varying(16) DEFAULT 'open'::character varying NOT NULL,
    epoch integer DEFAULT 0 NOT NULL,
    worker character varying(128),
    lease_until double precision DEFAULT '0'::double precision NOT NULL,
    flying text DEFAULT '[]'::text NOT NULL,
    listed integer DEFAULT 0 NOT NULL,
    caught_up boolean DEFAULT false NOT NULL,
    owed integer NOT NULL,
    sent integer DEFAULT 0 NOT NULL,
    failed integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone NOT NULL,
    expires double precision
);
CREATE SEQUENCE public.chunks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.chunks_id_seq OWNED BY public.chunks.id;
CREATE TABLE public.editions (
    id bigint NOT NULL,
    date date NOT NULL,
    state character varying(16) NOT NULL,
    title text,
    item_count integer NOT NULL,
    digest text NOT NULL,
    problems text NOT NULL,
    fingerprint character varying(64) NOT NULL,
    posted_by bigint,
    created_at timestamp with time zone NOT NULL,
    publish_at timestamp with time zone,
    published_at timestamp with time zone,
    marked_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.editions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.editions_id_seq OWNED BY public.editions.id;
CREATE TABLE public.pace (
    id integer NOT NULL,
    due double precision NOT NULL,
    seen double precision NOT NULL,
    held_until double precision NOT NULL,
    slowdown double precision NOT NULL
);
CREATE SEQUENCE public.pace_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.pace_id_seq OWNED BY public.pace.id;
CREATE TABLE public.pictures (
    key character varying(64) NOT NULL,
    data bytea NOT NULL
);
CREATE TABLE public.planner (
    id integer NOT NULL,
    turns bigint
);
CREATE SEQUENCE public.planner_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.planner_id_seq OWNED BY public.planner.id;
CREATE TABLE public.plans (
    broadcast_id bigint NOT NULL,
    timezone character varying(64) NOT NULL,
    place bigint NOT NULL
);
CREATE TABLE public.receipts (
    edition_id bigint NOT NULL,
    subscriber_id bigint NOT NULL,
    part smallint NOT NULL,
    message_id bigint NOT NULL
);
CREATE TABLE public.search (
    rowid bigint NOT NULL,
    terms tsvector NOT NULL,
    number integer NOT NULL,
    headline text NOT NULL,
    outlet text,
    body text NOT NULL
);
CREATE TABLE public.subscribers (
    id bigint NOT NULL,
    chat_id bigint NOT NULL,
    topic_id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    language character varying(16) NOT NULL,
    timezone character varying(64) NOT NULL,
    minute smallint NOT NULL,
    place bigint GENERATED ALWAYS AS (((minute * '1099511627776'::bigint) + id)) STORED,
    form character varying(16) NOT NULL,
    state character varying(16) NOT NULL,
    pause_reason character varying(16),
    joined_at timestamp with time zone NOT NULL,
    moved_during bigint DEFAULT '0'::bigint NOT NULL
);
CREATE SEQUENCE public.subscribers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.subscribers_id_seq OWNED BY public.subscribers.id;
CREATE TABLE public.undelivered (
    broadcast_id bigint NOT NULL,
    subscriber_id bigint NOT NULL,
    part smallint NOT NULL,
    failure character varying(16) NOT NULL,
    detail text NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.broadcasts ALTER COLUMN id SET DEFAULT nextval('public.broadcasts_id_seq'::regclass);
ALTER TABLE ONLY public.chunks ALTER COLUMN id SET DEFAULT nextval('public.chunks_id_seq'::regclass);
ALTER TABLE ONLY public.editions ALTER COLUMN id SET DEFAULT nextval('public.editions_id_seq'::regclass);
ALTER TABLE ONLY public.pace ALTER COLUMN id SET DEFAULT nextval('public.pace_id_seq'::regclass);
ALTER TABLE ONLY public.planner ALTER COLUMN id SET DEFAULT nextval('public.planner_id_seq'::regclass);
ALTER TABLE ONLY public.subscribers ALTER COLUMN id SET DEFAULT nextval('public.subscribers_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0002');
INSERT INTO public.broadcasts VALUES (1, 5, 'edition', 'cancelled', '2031-05-13', '2031-05-13 06:30:00+00', 1, '2026-11-28 23:47:29.604412+00', NULL, 'too long', true, 0, NULL);
INSERT INTO public.broadcasts VALUES (2, 1, 'edition', 'running', '2031-05-14', '2031-05-14 06:30:00+00', 1, NULL, NULL, NULL, false, 0, NULL);
INSERT INTO public.chunks VALUES (1, 2, 'Asia/Tokyo', 461794883665936, 461794883665936, 'done', 1, 'first', 1795909680.189369, '[]', 0, false, 1, 1, 0, '2031-05-14 06:30:00+00', 32503680000);
INSERT INTO public.chunks VALUES (2, 2, 'UTC', 329853488332806, 329853488332808, 'claimed', 1, 'first', 1795909680.286638, '[[2,1,1,0,0,1795909650.289026],[6,0,0,0,1,1795909651.257859]]', 0, false, 8, 1, 3, '2031-05-14 06:30:00+00', 32503680000);
INSERT INTO public.chunks VALUES (3, 2, 'UTC', 329853488332812, 329853488332815, 'claimed', 1, 'bot', 1795909680.385767, '[[9,0,1,0,0,1795909650.387351],[10,0,1,0,0,1795909650.387351],[11,0,1,0,0,1795909650.387351],[12,0,1,0,0,1795909650.387351]]', 0, false, 7, 0, 0, '2031-05-14 06:30:00+00', 32503680000);
INSERT INTO public.editions VALUES (2, '2031-05-15', 'draft', 'A draft', 1, '{"title":"A draft","author":"Kei Amano","date":"2031-05-15","language":"en","preface":["A word before."],"items":[{"number":1,"headline":"The ferry to Minato runs again 1","printed_number":"01","date":"2031-05-15","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/1","raw":"http://harbour.example/1?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-06","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]}],"left_over":["Set in small type."]}', '[]', '2222222222222222222222222222222222222222222222222222222222222222', NULL, '2031-05-14 06:30:00+00', NULL, NULL, '2031-05-14 06:30:00+00');
INSERT INTO public.editions VALUES (4, '2031-05-14', 'discarded', 'Thrown away', 1, '{"title":"Thrown away","author":"Kei Amano","date":"2031-05-14","language":"en","preface":["A word before."],"items":[{"number":1,"headline":"The ferry to Minato runs again 1","printed_number":"01","date":"2031-05-14","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/1","raw":"http://harbour.example/1?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-05","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]}],"left_over":["Set in small type."]}', '[]', '4444444444444444444444444444444444444444444444444444444444444444', 1, '2031-05-14 06:30:00+00', NULL, NULL, '2031-05-14 06:30:00+00');
INSERT INTO public.editions VALUES (3, '2031-05-16', 'scheduled', 'For the day after', 1, '{"title":"For the day after","author":"Kei Amano","date":"2031-05-16","language":"en","preface":["A word before."],"items":[{"number":1,"headline":"The ferry to Minato runs again 1","printed_number":"01","date":"2031-05-16","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/1","raw":"http://harbour.example/1?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-07","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]}],"left_over":["Set in small type."]}', '[]', '3333333333333333333333333333333333333333333333333333333333333333', 1, '2031-05-14 06:30:00+00', '2031-05-16 06:30:00+00', NULL, '2031-05-14 06:30:00+00');
INSERT INTO public.editions VALUES (5, '2031-05-13', 'published', 'Yesterday''s', 1, '{"title":"Yesterday''s","author":"Kei Amano","date":"2031-05-13","language":"en","preface":["A word before."],"items":[{"number":1,"headline":"The ferry to Minato runs again 1","printed_number":"01","date":"2031-05-13","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/1","raw":"http://harbour.example/1?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-04","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]}],"left_over":["Set in small type."]}', '[]', '5555555555555555555555555555555555555555555555555555555555555555', 1, '2031-05-13 06:30:00+00', NULL, '2031-05-13 06:30:00+00', '2031-05-13 06:30:00+00');
INSERT INTO public.editions VALUES (1, '2031-05-14', 'published', 'The Harbour Letter', 2, '{"title":"The Harbour Letter","author":"Kei Amano","date":"2031-05-14","language":"en","preface":["A word before."],"items":[{"number":1,"headline":"The ferry to Minato runs again 1","printed_number":"01","date":"2031-05-14","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/1","raw":"http://harbour.example/1?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-05","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]},{"number":2,"headline":"The ferry to Minato runs again 2","printed_number":"02","date":"2031-05-14","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/2","raw":"http://harbour.example/2?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-05","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]}],"left_over":["Set in small type."]}', '[{"kind":"no_date","severity":"blocks","place":{"line":3,"page":1,"item":2},"details":{"date":"2031-05-14"}}]', '1111111111111111111111111111111111111111111111111111111111111111', 1, '2031-05-14 04:30:00+00', NULL, '2031-05-14 06:30:00+00', '2031-05-14 06:30:00+00');
INSERT INTO public.pace VALUES (1, 1795909650.3873541, 1795909650.387351, 0, 1);
INSERT INTO public.pictures VALUES ('abababababababababababababababababababababababababababababababab', '\x89504e472071756179');
INSERT INTO public.planner VALUES (1, 2);
INSERT INTO public.plans VALUES (2, 'Asia/Tokyo', 1023645325459456);
INSERT INTO public.plans VALUES (2, 'UTC', 429909046460416);
INSERT INTO public.receipts VALUES (1, 16, 0, 9001);
INSERT INTO public.receipts VALUES (1, 1, 0, 9002);
INSERT INTO public.receipts VALUES (1, 2, 0, 9003);
INSERT INTO public.search VALUES (74157599999, '''1'':7 ''again'':6 ''at'':11,19 ''built'':24 ''dawn'':12,20 ''ferry'':2,9 ''full'':16 ''left'':10 ''minato'':4 ''quay'':14,18,22 ''runs'':5 ''the'':1,8,13,17,21 ''to'':3 ''was'':15,23 ''≈ferri'':25 ''≈run'':26 ''＠example'':30 ''＠harbour'':27,29 ''＠post'':28', 1, 'The ferry to Minato runs again 1', 'Harbour Post', 'The ferry left at dawn.
The quay was full.');
INSERT INTO public.search VALUES (74157699999, '''1'':7 ''again'':6 ''at'':11,19 ''built'':24 ''dawn'':12,20 ''ferry'':2,9 ''full'':16 ''left'':10 ''minato'':4 ''quay'':14,18,22 ''runs'':5 ''the'':1,8,13,17,21 ''to'':3 ''was'':15,23 ''≈ferri'':25 ''≈run'':26 ''＠example'':30 ''＠harbour'':27,29 ''＠post'':28', 1, 'The ferry to Minato runs again 1', 'Harbour Post', 'The ferry left at dawn.
The quay was full.');
INSERT INTO public.search VALUES (74157699998, '''2'':7 ''again'':6 ''at'':11,19 ''built'':24 ''dawn'':12,20 ''ferry'':2,9 ''full'':16 ''left'':10 ''minato'':4 ''quay'':14,18,22 ''runs'':5 ''the'':1,8,13,17,21 ''to'':3 ''was'':15,23 ''≈ferri'':25 ''≈run'':26 ''＠example'':30 ''＠harbour'':27,29 ''＠post'':28', 2, 'The ferry to Minato runs again 2', 'Harbour Post', 'The ferry left at dawn.
The quay was full.');
INSERT INTO public.subscribers VALUES (1, 100, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'headlines', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (2, 101, 0, 'private', 'en', 'UTC', 300, DEFAULT, 'summaries', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (3, 102, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'full', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (5, 104, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'rich', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (6, 105, 0, 'private', 'en', 'UTC', 300, DEFAULT, 'headlines', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (7, 106, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (8, 107, 0, 'private', 'en', 'UTC', 300, DEFAULT, 'full', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (9, 108, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'file', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (10, 109, 0, 'private', 'en', 'UTC', 300, DEFAULT, 'rich', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (11, 110, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'headlines', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (12, 111, 0, 'private', 'en', 'UTC', 300, DEFAULT, 'summaries', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (13, -200, 7, 'group', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (14, -200, 0, 'group', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (15, -300, 0, 'channel', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (16, 400, 0, 'private', 'ja', 'Asia/Tokyo', 420, DEFAULT, 'summaries', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (17, 401, 0, 'private', 'ja', 'America/Los_Angeles', 1439, DEFAULT, 'summaries', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (18, 402, 0, 'private', 'ja', 'UTC', 1200, DEFAULT, 'summaries', 'active', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (19, 500, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'left', NULL, '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (20, 600, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'paused', 'blocked', '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (21, 601, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'paused', 'deactivated', '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (22, 602, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'paused', 'kicked', '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (23, 603, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'paused', 'chat_not_found', '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (24, 604, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'paused', 'topic_gone', '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (25, 605, 0, 'private', 'ja', 'UTC', 300, DEFAULT, 'summaries', 'paused', 'no_rights', '2031-01-01 00:00:00+00', 0);
INSERT INTO public.subscribers VALUES (4, 103, 0, 'private', 'en', 'UTC', 300, DEFAULT, 'file', 'paused', 'blocked', '2031-01-01 00:00:00+00', 0);
INSERT INTO public.undelivered VALUES (1, 6, 0, 'missed', '', '2026-11-28 23:47:30.257859+00');
INSERT INTO public.undelivered VALUES (2, 3, 0, 'unsure', 'the answer was lost', '2026-11-28 23:47:30.257859+00');
INSERT INTO public.undelivered VALUES (2, 4, 0, 'gone', 'blocked', '2026-11-28 23:47:30.257859+00');
INSERT INTO public.undelivered VALUES (2, 5, 0, 'refused', 'too long', '2026-11-28 23:47:30.257859+00');
SELECT pg_catalog.setval('public.broadcasts_id_seq', 2, true);
SELECT pg_catalog.setval('public.chunks_id_seq', 3, true);
SELECT pg_catalog.setval('public.editions_id_seq', 5, true);
SELECT pg_catalog.setval('public.pace_id_seq', 1, false);
SELECT pg_catalog.setval('public.planner_id_seq', 1, false);
SELECT pg_catalog.setval('public.subscribers_id_seq', 25, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.broadcasts
    ADD CONSTRAINT pk_broadcasts PRIMARY KEY (id);
ALTER TABLE ONLY public.chunks
    ADD CONSTRAINT pk_chunks PRIMARY KEY (id);
ALTER TABLE ONLY public.editions
    ADD CONSTRAINT pk_editions PRIMARY KEY (id);
ALTER TABLE ONLY public.pace
    ADD CONSTRAINT pk_pace PRIMARY KEY (id);
ALTER TABLE ONLY public.pictures
    ADD CONSTRAINT pk_pictures PRIMARY KEY (key);
ALTER TABLE ONLY public.planner
    ADD CONSTRAINT pk_planner PRIMARY KEY (id);
ALTER TABLE ONLY public.plans
    ADD CONSTRAINT pk_plans PRIMARY KEY (broadcast_id, timezone);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT pk_receipts PRIMARY KEY (edition_id, subscriber_id, part);
ALTER TABLE ONLY public.search
    ADD CONSTRAINT pk_search PRIMARY KEY (rowid);
ALTER TABLE ONLY public.subscribers
    ADD CONSTRAINT pk_subscribers PRIMARY KEY (id);
ALTER TABLE ONLY public.undelivered
    ADD CONSTRAINT pk_undelivered PRIMARY KEY (broadcast_id, subscriber_id);
CREATE INDEX ix_broadcasts_edition_id ON public.broadcasts USING btree (edition_id);
CREATE INDEX ix_broadcasts_state ON public.broadcasts USING btree (state);
CREATE INDEX ix_chunks_broadcast_id ON public.chunks USING btree (broadcast_id);
CREATE INDEX ix_chunks_open ON public.chunks USING btree (due_at, id) WHERE ((state)::text <> 'done'::text);
CREATE INDEX ix_editions_date ON public.editions USING btree (date);
CREATE INDEX ix_editions_state ON public.editions USING btree (state, publish_at);
CREATE INDEX ix_search_terms ON public.search USING gin (terms);
CREATE INDEX ix_subscribers_place ON public.subscribers USING btree (timezone, place) WHERE ((state)::text = 'active'::text);
CREATE UNIQUE INDEX uq_broadcasts_edition_id ON public.broadcasts USING btree (edition_id) WHERE ((kind)::text = 'edition'::text);
CREATE UNIQUE INDEX uq_chunks_range ON public.chunks USING btree (broadcast_id, timezone, last_place) WHERE ((listed = 0) AND (NOT caught_up));
CREATE UNIQUE INDEX uq_editions_fingerprint ON public.editions USING btree (fingerprint) WHERE ((state)::text <> 'discarded'::text);
CREATE UNIQUE INDEX uq_editions_published ON public.editions USING btree (date) WHERE ((state)::text = 'published'::text);
CREATE UNIQUE INDEX uq_subscribers_chat_id ON public.subscribers USING btree (chat_id, topic_id);
ALTER TABLE ONLY public.broadcasts
    ADD CONSTRAINT fk_broadcasts_edition_id FOREIGN KEY (edition_id) REFERENCES public.editions(id);
ALTER TABLE ONLY public.chunks
    ADD CONSTRAINT fk_chunks_broadcast_id FOREIGN KEY (broadcast_id) REFERENCES public.broadcasts(id);
ALTER TABLE ONLY public.plans
    ADD CONSTRAINT fk_plans_broadcast_id FOREIGN KEY (broadcast_id) REFERENCES public.broadcasts(id);
ALTER TABLE ONLY public.undelivered
    ADD CONSTRAINT fk_undelivered_broadcast_id FOREIGN KEY (broadcast_id) REFERENCES public.broadcasts(id);
