-- RPM packages that were looked at for a proof. Where signature_end is null there is none; else the first signature_end
-- bytes of the package determine all others, and the digests are those of its main header and of its payload.
CREATE TABLE IF NOT EXISTS rpm_proof (
  blob BIGINT PRIMARY KEY,
  signature_end INTEGER,
  header_digest BINARY(32),
  payload_digest BINARY(32)
);
