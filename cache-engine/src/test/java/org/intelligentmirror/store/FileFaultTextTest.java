package org.intelligentmirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFaultTextTest {
    @TempDir
    Path folder;

    @Test
    void faultThatOnlyNamesItsFileGetsACause() throws IOException {
        Path missing = folder.resolve("missing");
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(FileFaultText.of(catchThrowableOfType(IOException.class, () -> Files.size(missing))))
                .isEqualTo(missing + ": no such file or folder");
        assertThat(FileFaultText.of(catchThrowableOfType(IOException.class, () -> Files.createDirectory(file))))
                .isEqualTo(file + ": exists already");
        assertThat(FileFaultText.of(catchThrowableOfType(IOException.class, () -> Files.delete(folder))))
                .isEqualTo(folder + ": the folder is not empty");
        assertThat(FileFaultText.of(catchThrowableOfType(IOException.class, () -> Files.list(file))))
                .isEqualTo(file + ": not a folder");
        assertThat(FileFaultText.of(new AccessDeniedException("/a"))).isEqualTo("/a: permission denied");
        assertThat(FileFaultText.of(new FileSystemException("/a"))).isEqualTo("/a: FileSystemException");
    }

    @Test
    void faultThatNamesItsCauseIsLeftAsItIs() {
        assertThat(FileFaultText.of(new FileSystemException("/a", null, "No space left on device")))
                .isEqualTo("/a: No space left on device");
        assertThat(FileFaultText.of(new IOException("connection reset"))).isEqualTo("connection reset");
    }

    @Test
    void faultWithoutAWordIsNamedByItsKind() {
        assertThat(FileFaultText.of(new EOFException())).isEqualTo("EOFException");
        assertThat(FileFaultText.of(new FileSystemException(null))).isEqualTo("FileSystemException");
    }

    @Test
    void storeThatCannotBeCreatedSaysWhy() {
        StoreException fault = catchThrowableOfType(
                StoreException.class,
                () -> BlobStore.open(Path.of("/proc/no-such-folder/store"), FsyncPolicy.OFF, FileOperations.real()));
        assertThat(fault).hasMessageEndingWith("/proc/no-such-folder: no such file or folder");
    }
}
