PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES('0002');
CREATE TABLE editions (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	date DATE NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	title TEXT, 
	item_count INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	problems TEXT NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	posted_by BIGINT, 
	created_at DATETIME NOT NULL, 
	publish_at DATETIME, 
	published_at DATETIME, 
	marked_at DATETIME NOT NULL
);
INSERT INTO editions VALUES(1,'2031-05-14','published','The Harbour Letter',2,'{"title":"The Harbour Letter","author":"Kei Amano","date":"2031-05-14","language":"en","preface":["A word before."],"items":[{"number":1,"headline":"The ferry to Minato runs again 1","printed_number":"01","date":"2031-05-14","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/1","raw":"http://harbour.example/1?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-05","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]},{"number":2,"headline":"The ferry to Minato runs again 2","printed_number":"02","date":"2031-05-14","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/2","raw":"http://harbour.example/2?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-05","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]}],"left_over":["Set in small type."]}','[{"kind":"no_date","severity":"blocks","place":{"line":3,"page":1,"item":2},"details":{"date":"2031-05-14"}}]','1111111111111111111111111111111111111111111111111111111111111111',1,'2031-05-14 04:30:00.000000',NULL,'2031-05-14 06:30:00.000000','2031-05-14 06:30:00.000000');
INSERT INTO editions VALUES(2,'2031-05-15','draft','A draft',1,'{"title":"A draft","author":"Kei Amano","date":"2031-05-15","language":"en","preface":["A word before."],"items":[{"number":1,"headline":"The ferry to Minato runs again 1","printed_number":"01","date":"2031-05-15","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/1","raw":"http://harbour.example/1?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-06","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]}],"left_over":["Set in small type."]}','[]','2222222222222222222222222222222222222222222222222222222222222222',NULL,'2031-05-14 06:30:00.000000',NULL,NULL,'2031-05-14 06:30:00.000000');
INSERT INTO editions VALUES(3,'2031-05-16','scheduled','For the day after',1,'{"title":"For the day after","author":"Kei Amano","date":"2031-05-16","language":"en","preface":["A word before."],"items":[{"number":1,"headline":"The ferry to Minato runs again 1","printed_number":"01","date":"2031-05-16","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/1","raw":"http://harbour.example/1?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-07","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]}],"left_over":["Set in small type."]}','[]','3333333333333333333333333333333333333333333333333333333333333333',1,'2031-05-14 06:30:00.000000','2031-05-16 06:30:00.000000',NULL,'2031-05-14 06:30:00.000000');
INSERT INTO editions VALUES(4,'2031-05-14','discarded','Thrown away',1,'{"title":"Thrown away","author":"Kei Amano","date":"2031-05-14","language":"en","preface":["A word before."],"items":[{"number":1,"headline":"The ferry to Minato runs again 1","printed_number":"01","date":"2031-05-14","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/1","raw":"http://harbour.example/1?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-05","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]}],"left_over":["Set in small type."]}','[]','4444444444444444444444444444444444444444444444444444444444444444',1,'2031-05-14 06:30:00.000000',NULL,NULL,'2031-05-14 06:30:00.000000');
INSERT INTO editions VALUES(5,'2031-05-13','published','Yesterday''s',1,'{"title":"Yesterday''s","author":"Kei Amano","date":"2031-05-13","language":"en","preface":["A word before."],"items":[{"number":1,"headline":"The ferry to Minato runs again 1","printed_number":"01","date":"2031-05-13","outlet":"Harbour Post","attribution":"by R. Sato","sources":[{"url":"https://harbour.example/1","raw":"http://harbour.example/1?from=mail"}],"paragraphs":[{"text":"The ferry left at dawn.","kind":"prose"},{"text":"The quay was full.","kind":"subheading"}],"captions":["The quay at dawn"],"pictures":[{"key":"abababababababababababababababababababababababababababababababab","width":4,"height":3,"caption":"The quay","data":""}],"related":[{"headline":"The quay was built","date":"2031-05-04","sources":[{"url":"https://quay.example/","raw":"quay.example"}]}],"section":"Sea","summary":[{"text":"Ferry runs.","kind":"prose"}]}],"left_over":["Set in small type."]}','[]','5555555555555555555555555555555555555555555555555555555555555555',1,'2031-05-13 06:30:00.000000',NULL,'2031-05-13 06:30:00.000000','2031-05-13 06:30:00.000000');
CREATE TABLE pictures (
	"key" VARCHAR(64) NOT NULL, 
	data BLOB NOT NULL, 
	CONSTRAINT pk_pictures PRIMARY KEY ("key")
);
INSERT INTO pictures VALUES('abababababababababababababababababababababababababababababababab',X'89504e472071756179');
CREATE TABLE subscribers (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	chat_id BIGINT NOT NULL, 
	topic_id BIGINT NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	language VARCHAR(16) NOT NULL, 
	timezone VARCHAR(64) NOT NULL, 
	minute SMALLINT NOT NULL, 
	place BIGINT GENERATED ALWAYS AS (minute * 1099511627776 + id) STORED, 
	form VARCHAR(16) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	pause_reason VARCHAR(16), 
	joined_at DATETIME NOT NULL, 
	moved_during INTEGER DEFAULT '0' NOT NULL
);
INSERT INTO subscribers VALUES(1,100,0,'private','ja','UTC',300,'headlines','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(2,101,0,'private','en','UTC',300,'summaries','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(3,102,0,'private','ja','UTC',300,'full','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(4,103,0,'private','en','UTC',300,'file','paused','blocked','2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(5,104,0,'private','ja','UTC',300,'rich','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(6,105,0,'private','en','UTC',300,'headlines','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(7,106,0,'private','ja','UTC',300,'summaries','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(8,107,0,'private','en','UTC',300,'full','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(9,108,0,'private','ja','UTC',300,'file','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(10,109,0,'private','en','UTC',300,'rich','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(11,110,0,'private','ja','UTC',300,'headlines','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(12,111,0,'private','en','UTC',300,'summaries','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(13,-200,7,'group','ja','UTC',300,'summaries','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(14,-200,0,'group','ja','UTC',300,'summaries','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(15,-300,0,'channel','ja','UTC',300,'summaries','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(16,400,0,'private','ja','Asia/Tokyo',420,'summaries','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(17,401,0,'private','ja','America/Los_Angeles',1439,'summaries','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(18,402,0,'private','ja','UTC',1200,'summaries','active',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(19,500,0,'private','ja','UTC',300,'summaries','left',NULL,'2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(20,600,0,'private','ja','UTC',300,'summaries','paused','blocked','2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(21,601,0,'private','ja','UTC',300,'summaries','paused','deactivated','2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(22,602,0,'private','ja','UTC',300,'summaries','paused','kicked','2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(23,603,0,'private','ja','UTC',300,'summaries','paused','chat_not_found','2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(24,604,0,'private','ja','UTC',300,'summaries','paused','topic_gone','2031-01-01 00:00:00.000000',0);
INSERT INTO subscribers VALUES(25,605,0,'private','ja','UTC',300,'summaries','paused','no_rights','2031-01-01 00:00:00.000000',0);
CREATE TABLE broadcasts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	edition_id INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	day DATE NOT NULL, 
	opened_at DATETIME NOT NULL, 
	opened_by BIGINT, 
	finished_at DATETIME, 
	resumed_at DATETIME, 
	pause_note TEXT, 
	hurried BOOLEAN DEFAULT false NOT NULL, 
	forgiven INTEGER DEFAULT '0' NOT NULL, 
	echo_until DOUBLE, 
	CONSTRAINT fk_broadcasts_edition_id FOREIGN KEY(edition_id) REFERENCES editions (id)
);
INSERT INTO broadcasts VALUES(1,5,'edition','cancelled','2031-05-13','2031-05-13 06:30:00.000000',1,'2026-11-28 23:46:41.880008',NULL,'too long',1,0,NULL);
INSERT INTO broadcasts VALUES(2,1,'edition','running','2031-05-14','2031-05-14 06:30:00.000000',1,NULL,NULL,NULL,0,0,NULL);
CREATE TABLE plans (
	broadcast_id INTEGER NOT NULL, 
	timezone VARCHAR(64) NOT NULL, 
	place BIGINT NOT NULL, 
	CONSTRAINT pk_plans PRIMARY KEY (broadcast_id, timezone), 
	CONSTRAINT fk_plans_broadcast_id FOREIGN KEY(broadcast_id) REFERENCES broadcasts (id)
);
INSERT INTO plans VALUES(2,'Asia/Tokyo',1023645325459456);
INSERT INTO plans VALUES(2,'UTC',429909046460416);
CREATE TABLE chunks (
	id INTEGER NOT NULL, 
	broadcast_id INTEGER NOT NULL, 
	timezone VARCHAR(64) NOT NULL, 
	after_place BIGINT NOT NULL, 
	last_place BIGINT NOT NULL, 
	state VARCHAR(16) DEFAULT 'open' NOT NULL, 
	epoch INTEGER DEFAULT '0' NOT NULL, 
	worker VARCHAR(128), 
	lease_until DOUBLE DEFAULT '0' NOT NULL, 
	flying TEXT DEFAULT '[]' NOT NULL, 
	listed INTEGER DEFAULT '0' NOT NULL, 
	caught_up BOOLEAN DEFAULT false NOT NULL, 
	owed INTEGER NOT NULL, 
	sent INTEGER DEFAULT '0' NOT NULL, 
	failed INTEGER DEFAULT '0' NOT NULL, 
	due_at DATETIME NOT NULL, 
	expires DOUBLE, 
	CONSTRAINT pk_chunks PRIMARY KEY (id), 
	CONSTRAINT fk_chunks_broadcast_id FOREIGN KEY(broadcast_id) REFERENCES broadcasts (id)
);
INSERT INTO chunks VALUES(1,2,'Asia/Tokyo',461794883665936,461794883665936,'done',1,'first',1795909631.9160165786,'[]',0,0,1,1,0,'2031-05-14 06:30:00.000000',32503680000.0);
INSERT INTO chunks VALUES(2,2,'UTC',329853488332806,329853488332808,'claimed',1,'first',1795909632.2019937037,'[[2,1,1,0,0,1795909602.2019937],[6,0,0,0,1,1795909603.1819978]]',0,0,8,1,3,'2031-05-14 06:30:00.000000',32503680000.0);
INSERT INTO chunks VALUES(3,2,'UTC',329853488332812,329853488332815,'claimed',1,'bot',1795909632.2340192794,'[[9,0,1,0,0,1795909602.2340193],[10,0,1,0,0,1795909602.2340193],[11,0,1,0,0,1795909602.2340193],[12,0,1,0,0,1795909602.2340193]]',0,0,7,0,0,'2031-05-14 06:30:00.000000',32503680000.0);
CREATE TABLE receipts (
	edition_id INTEGER NOT NULL, 
	subscriber_id INTEGER NOT NULL, 
	part SMALLINT NOT NULL, 
	message_id BIGINT NOT NULL, 
	CONSTRAINT pk_receipts PRIMARY KEY (edition_id, subscriber_id, part)
)
 WITHOUT ROWID

;
INSERT INTO receipts VALUES(1,1,0,9002);
INSERT INTO receipts VALUES(1,2,0,9003);
INSERT INTO receipts VALUES(1,16,0,9001);
CREATE TABLE undelivered (
	broadcast_id INTEGER NOT NULL, 
	subscriber_id INTEGER NOT NULL, 
	part SMALLINT NOT NULL, 
	failure VARCHAR(16) NOT NULL, 
	detail TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_undelivered PRIMARY KEY (broadcast_id, subscriber_id), 
	CONSTRAINT fk_undelivered_broadcast_id FOREIGN KEY(broadcast_id) REFERENCES broadcasts (id)
);
INSERT INTO undelivered VALUES(1,6,0,'missed','','2026-11-28 23:46:42.181998');
INSERT INTO undelivered VALUES(2,3,0,'unsure','the answer was lost','2026-11-28 23:46:42.181998');
INSERT INTO undelivered VALUES(2,4,0,'gone','blocked','2026-11-28 23:46:42.181998');
INSERT INTO undelivered VALUES(2,5,0,'refused','too long','2026-11-28 23:46:42.181998');
CREATE TABLE planner (
	id INTEGER NOT NULL, 
	turns INTEGER, 
	CONSTRAINT pk_planner PRIMARY KEY (id)
);
INSERT INTO planner VALUES(1,2);
CREATE TABLE pace (
	id INTEGER NOT NULL, 
	due DOUBLE NOT NULL, 
	seen DOUBLE NOT NULL, 
	held_until DOUBLE NOT NULL, 
	slowdown DOUBLE NOT NULL, 
	CONSTRAINT pk_pace PRIMARY KEY (id)
);
INSERT INTO pace VALUES(1,1795909602.2340223789,1795909602.2340192795,0.0,1.0);
CREATE VIRTUAL TABLE search USING fts5 (terms, number UNINDEXED, headline UNINDEXED, outlet UNINDEXED, body UNINDEXED, tokenize = 'ascii', prefix = '1', columnsize = 0);
INSERT INTO search (rowid,terms,number,headline,outlet,body) VALUES (74157599999,'the ferry to minato runs again 1 the ferry left at dawn the quay was full the quay at dawn the quay was built ≈ferri ≈run ＠harbour ＠post ＠harbour ＠example',1,'The ferry to Minato runs again 1','Harbour Post','The ferry left at dawn.
The quay was full.');
INSERT INTO search (rowid,terms,number,headline,outlet,body) VALUES (74157699998,'the ferry to minato runs again 2 the ferry left at dawn the quay was full the quay at dawn the quay was built ≈ferri ≈run ＠harbour ＠post ＠harbour ＠example',2,'The ferry to Minato runs again 2','Harbour Post','The ferry left at dawn.
The quay was full.');
INSERT INTO search (rowid,terms,number,headline,outlet,body) VALUES (74157699999,'the ferry to minato runs again 1 the ferry left at dawn the quay was full the quay at dawn the quay was built ≈ferri ≈run ＠harbour ＠post ＠harbour ＠example',1,'The ferry to Minato runs again 1','Harbour Post','The ferry left at dawn.
The quay was full.');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('subscribers',25);
INSERT INTO sqlite_sequence VALUES('editions',5);
INSERT INTO sqlite_sequence VALUES('broadcasts',2);
CREATE INDEX ix_editions_date ON editions (date);
CREATE INDEX ix_editions_state ON editions (state, publish_at);
CREATE UNIQUE INDEX uq_editions_fingerprint ON editions (fingerprint) WHERE state <> 'discarded';
CREATE UNIQUE INDEX uq_editions_published ON editions (date) WHERE state = 'published';
CREATE INDEX ix_subscribers_place ON subscribers (timezone, place) WHERE state = 'active';
CREATE UNIQUE INDEX uq_subscribers_chat_id ON subscribers (chat_id, topic_id);
CREATE INDEX ix_broadcasts_edition_id ON broadcasts (edition_id);
CREATE INDEX ix_broadcasts_state ON broadcasts (state);
CREATE UNIQUE INDEX uq_broadcasts_edition_id ON broadcasts (edition_id) WHERE kind = 'edition';
CREATE INDEX ix_chunks_broadcast_id ON chunks (broadcast_id);
CREATE INDEX ix_chunks_open ON chunks (due_at, id) WHERE state <> 'done';
CREATE UNIQUE INDEX uq_chunks_range ON chunks (broadcast_id, timezone, last_place) WHERE listed = 0 AND NOT caught_up;
COMMIT;
