package org.intelligentmirror.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** Every file operation of the store, so that a test can make the n-th of them fail. Safe for any thread. */
public interface FileOperations {
    /** The operations of the real file system. */
    static FileOperations real() {
        return new DiskFileOperations();
    }

    /** Creates the directory and those above it, if they are missing. */
    void createDirectories(Path directory) throws IOException;

    /** Creates a file that does not exist, open for writing. */
    FileChannel createNew(Path file) throws IOException;

    /** Opens a file that exists for writing; its bytes are left as they are. */
    FileChannel openWrite(Path file) throws IOException;

    /** Opens a file for reading. */
    FileChannel openRead(Path file) throws IOException;

    /** Writes all remaining bytes at the channel's position. */
    void write(FileChannel channel, ByteBuffer bytes) throws IOException;

    /** Closes a channel; for one that was written, a failure means that its bytes may not be there. */
    void close(FileChannel channel) throws IOException;

    /** Forces a file or a directory to the disk. */
    void force(Path path) throws IOException;

    /** Renames atomically, replacing what has the new name. */
    void move(Path from, Path to) throws IOException;

    /** Deletes a file if it exists. */
    void delete(Path file) throws IOException;

    /** When a file was last written. */
    default FileTime modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file);
    }

    /** Sets when a file was last written. */
    default void setModified(Path file, FileTime time) throws IOException {
        Files.setLastModifiedTime(file, time);
    }

    /** The entries of a directory, in no order. */
    List<Path> list(Path directory) throws IOException;

    /** Bytes in a file. */
    long size(Path file) throws IOException;

    /** Bytes this process may still write to the file system of {@code path}. */
    long usableSpace(Path path) throws IOException;

    /** The unit the file system of {@code path} allocates in, in bytes. */
    long blockSize(Path path) throws IOException;
}
