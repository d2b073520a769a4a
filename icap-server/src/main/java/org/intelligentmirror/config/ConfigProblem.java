package org.intelligentmirror.config;

/**
 * One thing wrong with a configuration.
 *
 * @param where the key's full path such as {@code icap.preview} or {@code icap.allow[1]}, the line when the TOML itself
 *     is broken, or the file
 * @param reason what is wrong and what would be right, on one line
 */
public record ConfigProblem(String where, String reason) {
    /** {@code where: reason}. */
    @Override
    public String toString() {
        return where + ": " + reason;
    }
}
