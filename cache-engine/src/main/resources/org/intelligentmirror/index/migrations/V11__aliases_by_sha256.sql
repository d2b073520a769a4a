-- The SHA-512 digests of a package are written down with it, and forgotten with it.
CREATE INDEX IF NOT EXISTS alias_by_sha256 ON catalog_alias (sha256);
