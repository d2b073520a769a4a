package org.intelligentmirror.http;

import io.netty.channel.DefaultFileRegion;
import java.util.concurrent.atomic.AtomicInteger;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.policy.ByteRange;

/** One of several parts of a file sent by sendfile; the last of them to go closes the file. */
final class FilePart extends DefaultFileRegion {
    private final StoredPackage stored;
    private final AtomicInteger users;

    /** @param users parts of the file that have not gone yet, this one among them */
    FilePart(StoredPackage stored, ByteRange part, AtomicInteger users) {
        super(stored.channel(), part.first(), part.length());
        this.stored = stored;
        this.users = users;
    }

    @Override
    protected void deallocate() {
        if (users.decrementAndGet() == 0) {
            stored.close();
        }
    }
}
