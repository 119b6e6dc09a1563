-- The current window of every counter. A new window overwrites the row of its key, so that nothing has to be swept. Unix seconds.
CREATE TABLE rate_limit_windows (
    tenant_id    TEXT    NOT NULL,
    kind         TEXT    NOT NULL CHECK (kind IN ('tenant', 'org', 'user')),
    id           TEXT    NOT NULL,
    window_s     INTEGER NOT NULL,
    window_start INTEGER NOT NULL,
    count        INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kind, id, window_s)
) STRICT, WITHOUT ROWID;
