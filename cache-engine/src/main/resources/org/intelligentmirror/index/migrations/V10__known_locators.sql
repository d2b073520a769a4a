-- Which locators are bound, as a filter: one row, written when the index is closed in order, deleted by the next change
-- that binds one. It is believed only if the table of locators still has so many rows.
CREATE TABLE IF NOT EXISTS known_locators (
  id TINYINT PRIMARY KEY,
  locators BIGINT NOT NULL,
  filter BLOB NOT NULL
);
