-- How far the pass is that hashes every package again: one row. Position is the id of the last package it has seen.
CREATE TABLE IF NOT EXISTS scrub (
  id TINYINT PRIMARY KEY,
  running BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  began_at BIGINT NOT NULL,
  finished_at BIGINT
);
