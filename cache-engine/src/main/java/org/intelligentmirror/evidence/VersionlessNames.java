package org.intelligentmirror.evidence;

import java.util.regex.Pattern;
import org.intelligentmirror.locator.Locator;

/**
 * Names that say "the newest one", such as {@code app_current_amd64.deb}, {@code app-latest.rpm} or {@code
 * latest/app.deb}: what is behind them changes by design, so that a capture says nothing of the next one.
 */
final class VersionlessNames {
    private static final Pattern NEWEST =
            Pattern.compile("/latest/|(^|[-_./~+])(current|latest)([-_.~+][^/]*)?$", Pattern.CASE_INSENSITIVE);

    private VersionlessNames() {}

    static boolean isOne(Locator locator) {
        return NEWEST.matcher(locator.path()).find();
    }
}
