-- How far the pass is that hashes every package again: one row. Position is the id of the last package it has seen.
CREATE TABLE IF NOT EXISTS scrub (
  id TINYINT PRIMARY KEY,
  running BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  began_at BIGINT NOT NULL,
  finished_at BIGINT
);

-- Packages that are bound to a URL of each host, kept with every change: counting them would read every locator.
CREATE TABLE IF NOT EXISTS host_total (
  host VARCHAR(255) PRIMARY KEY,
  packages BIGINT NOT NULL
);

MERGE INTO host_total (host, packages) KEY (host) SELECT host, COUNT(DISTINCT blob) FROM locator GROUP BY host;
