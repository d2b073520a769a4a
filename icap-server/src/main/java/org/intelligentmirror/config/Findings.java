package org.intelligentmirror.config;

import java.util.ArrayList;
import java.util.List;

/** The problems and warnings found so far in one configuration, each list bounded. For one thread. */
final class Findings {
    /** Problems, and warnings, told in full; the others are only counted. */
    static final int MAX_TOLD = 100;

    /** Characters of foreign text repeated in one message. */
    static final int MAX_QUOTED = 80;

    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private int untold;

    void refuse(String where, String reason) {
        if (problems.size() < MAX_TOLD) {
            problems.add(new ConfigProblem(quote(where), reason));
        } else {
            untold++;
        }
    }

    void warn(String where, String text) {
        if (warnings.size() < MAX_TOLD) {
            warnings.add(where + ": " + text);
        }
    }

    /** Whether further problems are only counted. */
    boolean isFull() {
        return problems.size() >= MAX_TOLD;
    }

    boolean hasProblems() {
        return !problems.isEmpty();
    }

    List<ConfigProblem> problems() {
        List<ConfigProblem> told = new ArrayList<>(problems);
        if (untold > 0) {
            told.add(new ConfigProblem("configuration", "and " + untold + " more problems"));
        }
        return List.copyOf(told);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** {@code text} on one line, cut to {@link #MAX_QUOTED}: a file cannot steer the terminal of its reader. */
    static String quote(String text) {
        String cut = text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "...";
        return cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
    }
}
