package org.intelligentmirror.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** A file system of its own for a store, small enough to be filled. Where none can be mounted, its test is skipped. */
record SmallDisk(Path folder) implements AutoCloseable {
    /** Mounts one of so many MiB. */
    static SmallDisk mounted(int mebibytes) {
        Path folder = Folders.temporary("disk");
        String options = "size=" + mebibytes + "m,mode=755";
        assumeTrue(
                Command.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString())
                                .exit()
                        == 0,
                "mounting a small file system needs root");
        return new SmallDisk(folder);
    }

    @Override
    public void close() {
        Command.run("umount", folder.toString()).succeeded();
        Folders.delete(folder);
    }
}
