package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.engine.Inventory;
import org.intelligentmirror.engine.PackageEntry;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * {@code /cas/<sha256>[/<name>]}: the bytes with that digest. The name is only what the download is to be called; a
 * browser is told to save it, whatever it holds.
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
        String etag = '"' + sha256.get().toString() + '"';
        Optional<PackageEntry> entry = named ? Optional.empty() : inventory.show(sha256.get());
        String name = named
                ? segments.get(2)
                : entry.map(PackageEntry::name).orElse(sha256.get().toString());
        StoredPackage stored = inventory
                .open(sha256.get())
                .orElseThrow(() -> HttpProblem.notFound("no package with this digest is stored"));
        if (matches(request.headers().getAll("If-None-Match"), etag)) {
            stored.close();
            return new Answer.Bare(HttpResponseStatus.NOT_MODIFIED, Map.of("ETag", etag));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/octet-stream");
        headers.put("Content-Disposition", disposition(name));
        headers.put("Content-Security-Policy", "default-src 'none'; sandbox");
        headers.put("ETag", etag);
        return new Answer.Blob(stored, headers);
    }

    /** RFC 9110 section 13.1.2: a list of entity tags, compared weakly, or {@code *}. */
    private static boolean matches(List<String> ifNoneMatch, String etag) {
        for (String field : ifNoneMatch) {
            for (String tag : field.split(",", -1)) {
                String bare = tag.trim();
                if (bare.equals("*") || (bare.startsWith("W/") ? bare.substring(2) : bare).equals(etag)) {
                    return true;
                }
            }
        }
        return false;
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
