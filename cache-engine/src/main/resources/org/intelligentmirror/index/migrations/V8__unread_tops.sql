-- The length of the bytes of a top index; null if it was read before that was kept.
ALTER TABLE catalog_top ADD COLUMN IF NOT EXISTS length_bytes BIGINT;

-- Why a stale top index is stale: a version that may be the present one, and was not read. A top index that never could
-- be read has generation 0. Null where nothing was known; then everything counts from touched_at.
ALTER TABLE catalog_top ADD COLUMN IF NOT EXISTS unread_since BIGINT;

ALTER TABLE catalog_top ADD COLUMN IF NOT EXISTS unread_passed BOOLEAN;

ALTER TABLE catalog_top ADD COLUMN IF NOT EXISTS unread_tries INTEGER;

ALTER TABLE catalog_top ADD COLUMN IF NOT EXISTS unread_tried_at BIGINT;

ALTER TABLE catalog_top ADD COLUMN IF NOT EXISTS unread_etag VARCHAR(512);

ALTER TABLE catalog_top ADD COLUMN IF NOT EXISTS unread_last_modified VARCHAR(64);

ALTER TABLE catalog_top ADD COLUMN IF NOT EXISTS unread_length BIGINT;

ALTER TABLE catalog_top ADD COLUMN IF NOT EXISTS unread_digest BINARY(32);

-- Roots that sent other bytes than an index vouched for. The times of the last few, as numbers between commas.
CREATE TABLE IF NOT EXISTS catalog_disagreement (
  root_key BINARY(16) PRIMARY KEY,
  root VARCHAR(8192) NOT NULL,
  total BIGINT NOT NULL,
  recent VARCHAR(256) NOT NULL,
  distrusted_until BIGINT NOT NULL
);
