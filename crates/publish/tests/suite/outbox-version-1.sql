CREATE TABLE runners (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    post_key TEXT NOT NULL,
    blog TEXT NOT NULL,
    account TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    base TEXT,
    phase TEXT NOT NULL,
    standing TEXT NOT NULL,
    wait_until INTEGER,          -- milliseconds since 1970
    remote_id INTEGER,
    touched INTEGER NOT NULL DEFAULT 0,  -- something may have been sent
    cancel_asked INTEGER NOT NULL DEFAULT 0,
    notes TEXT NOT NULL DEFAULT '{}',
    runner INTEGER,
    created_at INTEGER NOT NULL
);
CREATE INDEX jobs_by_post ON jobs (blog, post_key, id);
CREATE TABLE log (
    job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX log_by_job ON log (job);
CREATE TABLE pictures (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE job_pictures (
    job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    hash TEXT NOT NULL REFERENCES pictures (hash),
    PRIMARY KEY (job, hash)
);
CREATE INDEX job_pictures_by_hash ON job_pictures (hash);
CREATE TABLE media (
    blog TEXT NOT NULL,
    hash TEXT NOT NULL,
    stem TEXT NOT NULL,
    id INTEGER NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (blog, hash)
);
