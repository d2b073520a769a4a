package org.intelligentmirror.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What went wrong with a file, for an operator: the platform often says no more than the file's name. */
public final class FileFaultText {
    private FileFaultText() {}

    /** One line that names the file, where it is known, and the cause. */
    public static String of(IOException fault) {
        String message = fault.getMessage();
        if (message == null) {
            return fault.getClass().getSimpleName();
        }
        if (fault instanceof FileSystemException file && file.getReason() == null) {
            return message + ": " + cause(file);
        }
        return message;
    }

    private static String cause(FileSystemException fault) {
        if (fault instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (fault instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (fault instanceof FileAlreadyExistsException) {
            return "exists already";
        }
        if (fault instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (fault instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        if (fault instanceof FileSystemLoopException) {
            return "the links go in a circle";
        }
        return fault.getClass().getSimpleName();
    }
}
