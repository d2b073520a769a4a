package org.intelligentmirror.handoff;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.intelligentmirror.config.OwnSecret;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.policy.Verdict;
import org.intelligentmirror.store.Sha256;

/**
 * Writes hand-offs so that nobody else can, and reads them back. The key is in a file, so that hand-offs outlive a
 * restart. Immutable, safe for any thread; prints as nothing.
 *
 * <pre>
 * token   = base64url(payload) "." base64url(HMAC-SHA256(key, payload))
 * payload = version:1 id:8 expires:8 path sha256 length:8 url contentType lastModified etag
 *           date:8 initialAge:8 receivedAt:8 verdict reason        texts with two bytes of length, empty for absent
 * </pre>
 */
public final class HandoffSeal {
    /** Longest token in characters: a URL of 4 KiB fits. A longer one is neither issued nor read. */
    static final int MAX_LENGTH = 8 * 1024;

    /** Fewest characters a key may have. */
    static final int MIN_KEY_LENGTH = 32;

    private static final int VERSION = 2;
    private static final int MAC_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private HandoffSeal(String key) {
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.US_ASCII), ALGORITHM);
    }

    /**
     * The seal whose key is in {@code file}; a random key is put there first if the file is missing. Blocks.
     *
     * @throws IOException as {@link OwnSecret#loadOrCreate} does
     */
    public static HandoffSeal loadOrCreate(Path file, SecureRandom random) throws IOException {
        return new HandoffSeal(OwnSecret.loadOrCreate(file, MIN_KEY_LENGTH, random));
    }

    /** The token of {@code handoff}; empty if it would be too long. */
    Optional<String> seal(Handoff handoff) {
        byte[] payload = payload(handoff);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String token = base64.encodeToString(payload) + "." + base64.encodeToString(mac(payload));
        return token.length() > MAX_LENGTH ? Optional.empty() : Optional.of(token);
    }

    /** The hand-off in {@code token}; empty if it is forged, malformed, of another version, or over. */
    Optional<Handoff> open(String token, Instant now) {
        int dot = token.indexOf('.');
        if (dot < 0 || token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        byte[] payload;
        byte[] mac;
        try {
            payload = Base64.getUrlDecoder().decode(token.substring(0, dot));
            mac = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        boolean ours = mac.length == MAC_BYTES && MessageDigest.isEqual(mac, mac(payload));
        if (!ours || payload[0] != VERSION) {
            return Optional.empty();
        }
        return Optional.of(handoff(payload)).filter(handoff -> now.isBefore(handoff.expires()));
    }

    private byte[] mac(byte[] payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(payload);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static byte[] payload(Handoff handoff) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        ReplyHeaders headers = handoff.headers();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(handoff.id());
            out.writeLong(handoff.expires().toEpochMilli());
            out.writeUTF(handoff.path());
            out.writeUTF(handoff.sha256().map(Sha256::toString).orElse(""));
            out.writeLong(handoff.length());
            out.writeUTF(handoff.url());
            out.writeUTF(headers.contentType().orElse(""));
            out.writeUTF(headers.lastModified().orElse(""));
            out.writeUTF(headers.etag().orElse(""));
            out.writeLong(headers.date().toEpochMilli());
            out.writeLong(headers.initialAge());
            out.writeLong(handoff.receivedAt().toEpochMilli());
            out.writeUTF(handoff.verdict().name());
            out.writeUTF(handoff.reason().name());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Reads what we wrote ourselves: the seal was checked. */
    private static Handoff handoff(byte[] payload) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload, 1, payload.length - 1))) {
            long id = in.readLong();
            Instant expires = Instant.ofEpochMilli(in.readLong());
            String path = in.readUTF();
            Optional<Sha256> sha256 = text(in).flatMap(Sha256::parse);
            long length = in.readLong();
            String url = in.readUTF();
            Optional<String> contentType = text(in);
            Optional<String> lastModified = text(in);
            Optional<String> etag = text(in);
            Instant date = Instant.ofEpochMilli(in.readLong());
            ReplyHeaders headers =
                    new ReplyHeaders(contentType, lastModified, etag, Optional.empty(), date, in.readLong());
            Instant receivedAt = Instant.ofEpochMilli(in.readLong());
            Verdict verdict = Verdict.valueOf(in.readUTF());
            return new Handoff(
                    id, path, sha256, length, url, headers, receivedAt, verdict, Reason.valueOf(in.readUTF()), expires);
        } catch (IOException e) {
            throw new IllegalStateException("a payload of this version that is not of its form", e);
        }
    }

    private static Optional<String> text(DataInputStream in) throws IOException {
        String text = in.readUTF();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public String toString() {
        return "HandoffSeal[hidden]";
    }
}
