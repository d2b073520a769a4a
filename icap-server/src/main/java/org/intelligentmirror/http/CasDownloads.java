package org.intelligentmirror.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.engine.Inventory;
import org.intelligentmirror.engine.PackageEntry;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.policy.Preconditions;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * {@code /cas/<sha256>[/<name>]}: the bytes with that digest, which is their ETag. The name is only what the download
 * is to be called; a browser is told to save it, whatever it holds.
 */
final class CasDownloads {
    private final Inventory inventory;

    CasDownloads(Inventory inventory) {
        this.inventory = inventory;
    }

    /** {@code segments} are those of the path, {@code cas} included. */
    Answer answer(ClientRequest request, List<String> segments) throws HttpProblem, StoreException {
        if (segments.size() < 2 || segments.size() > 3) {
            throw HttpProblem.notFound("a download is /cas/<sha256> or /cas/<sha256>/<name>");
        }
        Optional<Sha256> sha256 = Sha256.parse(segments.get(1));
        boolean named = segments.size() == 3 && !segments.get(2).isEmpty();
        if (sha256.isEmpty() || (named && segments.get(2).length() > HttpLimits.MAX_FILE_NAME)) {
            throw HttpProblem.notFound("a download is /cas/<sha256> or /cas/<sha256>/<name>");
        }
        Optional<PackageEntry> entry = named ? Optional.empty() : inventory.show(sha256.get());
        String name = named
                ? segments.get(2)
                : entry.map(PackageEntry::name).orElse(sha256.get().toString());
        StoredPackage stored = inventory
                .open(sha256.get())
                .orElseThrow(() -> HttpProblem.notFound("no package with this digest is stored"));
        ReplyHeaders validators = new ReplyHeaders(
                Optional.empty(),
                Optional.empty(),
                Optional.of('"' + sha256.get().toString() + '"'),
                Optional.empty(),
                stored.receivedAt(),
                0);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Content-Type", "application/octet-stream");
        fields.put("Content-Disposition", disposition(name));
        fields.put("X-Content-Type-Options", "nosniff");
        fields.put("Content-Security-Policy", "default-src 'none'; sandbox");
        validators.etag().ifPresent(etag -> fields.put("ETag", etag));
        return PackageAnswers.answer(
                request,
                new PackageAnswers.Offer(
                        new PackageBytes.Stored(stored),
                        validators,
                        value -> Preconditions.ifRange(value, validators),
                        fields,
                        bytes -> {}));
    }

    /** RFC 6266: a plain name for old clients, and the exact one escaped, so that nothing in it needs quoting. */
    static String disposition(String name) {
        StringBuilder plain = new StringBuilder();
        name.codePoints().forEach(c -> {
            boolean safe = (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c < 0x80 && "._+~-".indexOf(c) >= 0);
            plain.append(safe ? (char) c : '_');
        });
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''"
                + PathText.encode(name).replace("*", "%2A");
    }
}
