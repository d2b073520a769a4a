package org.intelligentmirror.cli;

/** A command that ends with an error: what is printed and the exit status. */
final class CliFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Exit status: not found, refused, or a check failed. */
    static final int FAILED = 1;

    /** Exit status: the command line is wrong. */
    static final int USAGE = 2;

    /** Exit status: no server answers. */
    static final int UNREACHABLE = 3;

    private final int exitStatus;
    private final String error;

    CliFailure(int exitStatus, String error, String detail) {
        super(detail, null, false, false);
        this.exitStatus = exitStatus;
        this.error = error;
    }

    static CliFailure failed(String error, String detail) {
        return new CliFailure(FAILED, error, detail);
    }

    static CliFailure usage(String detail) {
        return new CliFailure(USAGE, "usage", detail);
    }

    int exitStatus() {
        return exitStatus;
    }

    /** A token a program can switch on. */
    String error() {
        return error;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
