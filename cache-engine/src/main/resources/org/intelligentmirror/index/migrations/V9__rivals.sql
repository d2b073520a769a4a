-- Generations that may be more recent than the one recorded for a top index: its own former one that it took the place
-- of again (own), or what took the place of the same generation elsewhere.
CREATE TABLE IF NOT EXISTS catalog_rival (
  top BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  own BOOLEAN NOT NULL,
  PRIMARY KEY (top, generation)
);

CREATE INDEX IF NOT EXISTS rival_by_generation ON catalog_rival (generation);
