package org.intelligentmirror.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.intelligentmirror.engine.Inventory;
import org.intelligentmirror.engine.PackageEntry;
import org.intelligentmirror.engine.PackagePage;
import org.intelligentmirror.engine.PackageQuery;
import org.intelligentmirror.engine.StoreStats;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * {@code /browse/}: what is stored, as plain pages by type, by host and by name, each name a download. Anybody who may
 * connect may read them, so the query of a source URL, which can hold a credential, is never shown.
 */
final class BrowsePages {
    private final Inventory inventory;

    BrowsePages(Inventory inventory) {
        this.inventory = inventory;
    }

    /** {@code segments} are those after {@code /browse/}, unescaped; a page's path ends in a slash. */
    Answer answer(ClientRequest request, List<String> segments) throws HttpProblem, StoreException {
        String view = segments.get(0);
        String item = segments.size() > 1 ? segments.get(1) : "";
        boolean ends = segments.get(segments.size() - 1).isEmpty();
        if (view.isEmpty() && segments.size() == 1) {
            return overview();
        }
        if (view.equals("package") && segments.size() == 2) {
            return details(item);
        }
        if (ends && segments.size() == 2) {
            if (view.equals("host")) {
                return hosts();
            }
            if (view.equals("name")) {
                return listing(request, Optional.empty(), Optional.empty());
            }
        }
        if (ends && segments.size() == 3 && item.length() <= HttpLimits.MAX_TEXT) {
            if (view.equals("type")) {
                return listing(request, Optional.of(item), Optional.empty());
            }
            if (view.equals("host")) {
                return listing(request, Optional.empty(), Optional.of(item));
            }
        }
        throw HttpProblem.notFound("there is no such page");
    }

    private Answer overview() throws StoreException {
        StoreStats stats = inventory.stats();
        Html page = new Html("Packages");
        page.heading("Packages");
        searchForm(page, "");
        page.raw("<p>").link("/browse/name/", "All packages").text(" · ");
        page.link("/browse/host/", "By host").text(" · ").link("/", "Status").raw("</p>\n");
        page.table("Type", "Packages", "Size");
        new TreeMap<>(stats.byType())
                .forEach((type, share) -> page.row(row -> row.link("/browse/type/" + PathText.encode(type) + "/", type)
                        .number(Html.count(share.packages()))
                        .number(Html.size(share.bytes()))));
        return page.endTable().answer();
    }

    private Answer hosts() throws StoreException {
        Html page = new Html("Hosts");
        page.heading("Hosts packages came from").table("Host", "Packages");
        for (Inventory.HostCount host : inventory.hosts()) {
            page.row(row -> row.link("/browse/host/" + PathText.encode(host.host()) + "/", host.host())
                    .number(Html.count(host.packages())));
        }
        return page.endTable().answer();
    }

    private Answer listing(ClientRequest request, Optional<String> type, Optional<String> host)
            throws HttpProblem, StoreException {
        Parameters parameters = Parameters.of(request, Set.of("text", "after"));
        Optional<String> text = Listings.text(parameters);
        PackagePage found = inventory.list(new PackageQuery(
                text, type, host, parameters.number("after", 0, Long.MAX_VALUE, 0), HttpLimits.BROWSE_PAGE));
        String title = type.map(t -> "Packages of type " + t)
                .or(() -> host.map(h -> "Packages from " + h))
                .orElse("Packages by name");
        Html page = new Html(title);
        page.heading(title);
        if (type.isEmpty() && host.isEmpty()) {
            searchForm(page, text.orElse(""));
        }
        page.table("Name", "Type", "Size", "Captured (UTC)", "Hits", "From", "SHA-256");
        for (PackageEntry entry : found.entries()) {
            page.row(row -> row.link(download(entry), entry.name())
                    .cell(entry.type())
                    .number(Html.size(entry.length()))
                    .cell(Html.time(entry.committedAt()))
                    .number(Html.count(entry.hits()))
                    .cell(
                            entry.sources().isEmpty()
                                    ? ""
                                    : entry.sources().get(0).host())
                    .digest("/browse/package/" + entry.sha256(), entry.sha256().toString()));
        }
        page.endTable();
        if (found.entries().isEmpty()) {
            page.paragraph(found.next() == 0 ? "Nothing here." : "Nothing among the packages looked at so far.");
        }
        if (found.next() != 0) {
            String search = text.map(t -> "&text=" + PathText.encode(t)).orElse("");
            page.raw("<p>")
                    .link(request.path() + "?after=" + found.next() + search, "Next page")
                    .raw("</p>\n");
        }
        return page.answer();
    }

    private Answer details(String digest) throws HttpProblem, StoreException {
        Optional<Sha256> sha256 = Sha256.parse(digest);
        Optional<PackageEntry> found = sha256.isPresent() ? inventory.show(sha256.get()) : Optional.empty();
        PackageEntry entry = found.orElseThrow(() -> HttpProblem.notFound("no package with this digest is stored"));
        Html page = new Html(entry.name());
        page.heading(entry.name()).table("", "");
        Map<String, String> facts = new java.util.LinkedHashMap<>();
        facts.put("SHA-256", entry.sha256().toString());
        facts.put("Type", entry.type());
        facts.put("Size", Html.size(entry.length()) + " (" + Html.count(entry.length()) + " bytes)");
        facts.put("Captured (UTC)", Html.time(entry.committedAt()));
        facts.put("Last used (UTC)", Html.time(entry.lastUsedAt()));
        facts.put("Hits", Html.count(entry.hits()));
        facts.forEach((name, value) -> page.row(row -> row.cell(name).cell(value)));
        page.endTable();
        page.raw("<p>").link(download(entry), "Download").raw("</p>\n<h2>Sources</h2>\n");
        page.table("URL", "Captured (UTC)");
        for (PackageEntry.Source source : entry.sources()) {
            page.row(row -> row.cell(withoutQuery(source.url())).cell(Html.time(source.capturedAt())));
        }
        return page.endTable().answer();
    }

    private static void searchForm(Html page, String text) {
        page.raw("<form action=\"/browse/name/\"><input name=\"text\" maxlength=\"" + HttpLimits.MAX_TEXT
                        + "\" value=\"")
                .text(text)
                .raw("\"> <button>Search</button></form>\n");
    }

    private static String download(PackageEntry entry) {
        String name = entry.name();
        return "/cas/" + entry.sha256() + (name.length() > HttpLimits.MAX_FILE_NAME ? "" : "/" + PathText.encode(name));
    }

    private static String withoutQuery(String url) {
        int end = url.indexOf('?');
        return end < 0 ? url : url.substring(0, end);
    }
}
