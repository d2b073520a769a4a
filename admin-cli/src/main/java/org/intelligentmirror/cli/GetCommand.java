package org.intelligentmirror.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

@Command(name = "get", description = "Downloads a stored package and checks its digest.")
final class GetCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Parameters(paramLabel = "SHA256|URL|NAME", description = "The package.")
    private String what = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to put it; its own name here if not given.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Overwrite FILE.")
    private boolean force;

    @Override
    public Integer call() throws CliFailure {
        Imctl root = Imctl.of(imctl);
        AdminClient client = root.client();
        JsonNode entry = Finder.findOne(client, what);
        Path target = output == null ? Path.of(fileName(entry)) : output;
        if (!force && Files.exists(target)) {
            throw exists(target);
        }
        String sha256 = entry.path("sha256").asString();
        Download.Received received;
        try {
            Path folder = target.toAbsolutePath().getParent();
            Path temp = Files.createTempFile(folder == null ? Path.of("/") : folder, ".imctl-", ".part");
            try {
                received = client.download(sha256, temp);
                if (!received.sha256().toString().equals(sha256)) {
                    throw CliFailure.failed("digest", "what arrived does not have the digest " + sha256);
                }
                publish(temp, target);
            } finally {
                Files.deleteIfExists(temp);
            }
        } catch (FileAlreadyExistsException e) {
            throw exists(target);
        } catch (IOException e) {
            throw CliFailure.failed("file", target + " cannot be written: " + e);
        }
        root.output().line(target + ": " + Text.size(received.length()) + ", SHA-256 " + sha256);
        root.output()
                .document(Output.JSON
                        .createObjectNode()
                        .put("sha256", sha256)
                        .put("name", entry.path("name").asString())
                        .put("length", received.length())
                        .put("file", target.toString()));
        return 0;
    }

    /** Under its name only whole; a link, unlike a rename, never replaces what came there in the meantime. */
    private void publish(Path temp, Path target) throws IOException {
        if (force) {
            Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try {
            Files.createLink(target, temp);
        } catch (UnsupportedOperationException e) {
            Files.move(temp, target);
        }
    }

    private static CliFailure exists(Path target) {
        return CliFailure.failed("exists", target + " exists already; --force overwrites it");
    }

    /** The package's name as a file of the current directory, whatever an origin called it. */
    private static String fileName(JsonNode entry) {
        String name = Text.printable(entry.path("name").asString()).replace('/', '_');
        return name.isEmpty() || name.equals(".") || name.equals("..")
                ? entry.path("sha256").asString()
                : name;
    }
}
