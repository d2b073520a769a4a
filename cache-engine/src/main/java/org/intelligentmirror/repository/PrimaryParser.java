package org.intelligentmirror.repository;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads rpm-md's {@code primary.xml}. */
final class PrimaryParser {
    private static final String NAMESPACE = "http://linux.duke.edu/metadata/common";
    private static final int PACKAGE_DEPTH = 2;

    private final XmlCursor xml;
    private final ListingTeller teller;

    PrimaryParser(InputStream text, IndexBounds bounds, ListingTeller teller) throws IOException {
        this.xml = new XmlCursor(text, bounds, NAMESPACE);
        this.teller = teller;
    }

    void parse() throws IOException {
        while (xml.next()) {
            if (xml.isStart() && xml.depth() == 1 && !xml.name().equals("metadata")) {
                throw xml.malformed("the root is not metadata");
            }
            if (xml.isStart() && xml.depth() == PACKAGE_DEPTH && xml.name().equals("package")) {
                readPackage();
            }
        }
    }

    private void readPackage() throws IOException {
        Optional<ListedPath> path = Optional.empty();
        Optional<Digests> file = Optional.of(Digests.NONE);
        boolean twice = false;
        boolean sized = false;
        while (xml.next() && xml.depth() > PACKAGE_DEPTH) {
            if (!xml.isStart() || xml.depth() != PACKAGE_DEPTH + 1) {
                continue;
            }
            switch (xml.name()) {
                case "location" -> {
                    twice |= path.isPresent();
                    path = Optional.of(RepomdParser.readLocation(xml));
                }
                case "checksum" -> {
                    // Only the package's own digest: others would be of something in it.
                    if (!xml.attribute("pkgid").equals("NO")) {
                        Digests checksum = RepomdParser.readChecksum(xml);
                        file = file.flatMap(digests -> digests.and(checksum));
                    }
                }
                case "size" -> {
                    twice |= sized;
                    sized = true;
                    Digests size = new Digests(
                            Digests.parseSize(xml.attribute("package")), Optional.empty(), Optional.empty());
                    file = file.flatMap(digests -> digests.and(size));
                }
                default -> {}
            }
        }
        if (twice || file.isEmpty()) {
            teller.ignore(IgnoredReason.AMBIGUOUS, xml.place());
        } else {
            teller.tell(path.orElse(new ListedPath.Refused(IgnoredReason.BAD_PATH)), file.get(), xml.place());
        }
    }
}
