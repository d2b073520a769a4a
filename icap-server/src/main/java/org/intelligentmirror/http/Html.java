package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** A web page under construction. Everything that is not markup of ours is escaped on its way in. */
final class Html {
    /** Sent with every page: no script, no foreign resource, no frame. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'";

    private static final String STYLE = "body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:80em;"
            + "padding:0 1em}table{border-collapse:collapse}td,th{padding:.15em 1em .15em 0;text-align:left;"
            + "vertical-align:top}td.n{text-align:right}code{font-size:12px;word-break:break-all}";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private final StringBuilder out = new StringBuilder(4096);

    Html(String title) {
        raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
        text(title).raw("</title><style>" + STYLE + "</style></head><body>\n");
    }

    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    Html text(String text) {
        text.codePoints().forEach(this::escape);
        return this;
    }

    Html heading(String text) {
        return raw("<h1>").text(text).raw("</h1>\n");
    }

    Html paragraph(String text) {
        return raw("<p>").text(text).raw("</p>\n");
    }

    Html link(String href, String text) {
        return raw("<a href=\"").text(href).raw("\">").text(text).raw("</a>");
    }

    Html table(String... columns) {
        raw("<table><tr>");
        for (String column : columns) {
            raw("<th>").text(column).raw("</th>");
        }
        return raw("</tr>\n");
    }

    Html row(Consumer<Row> cells) {
        raw("<tr>");
        cells.accept(new Row());
        return raw("</tr>\n");
    }

    Html endTable() {
        return raw("</table>\n");
    }

    Answer answer() {
        raw("</body></html>\n");
        return Answer.Content.of(
                HttpResponseStatus.OK,
                "text/html; charset=utf-8",
                out.toString(),
                Map.of(
                        "Content-Security-Policy", CONTENT_SECURITY_POLICY,
                        "Referrer-Policy", "no-referrer",
                        "Cache-Control", "no-store"));
    }

    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    private void escape(int c) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> {
                // Directional overrides could make a name look like another.
                int type = Character.getType(c);
                boolean visible = type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
                out.appendCodePoint(visible ? c : '\uFFFD');
            }
        }
    }

    /** The cells of one table row. */
    final class Row {
        Row cell(String text) {
            raw("<td>").text(text).raw("</td>");
            return this;
        }

        Row number(String text) {
            raw("<td class=\"n\">").text(text).raw("</td>");
            return this;
        }

        Row link(String href, String text) {
            raw("<td>");
            Html.this.link(href, text);
            raw("</td>");
            return this;
        }

        Row digest(String href, String digest) {
            raw("<td><code>");
            Html.this.link(href, digest);
            raw("</code></td>");
            return this;
        }
    }
}
