package org.intelligentmirror.index;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the pass is that hashes every package again.
 *
 * @param running whether a pass is under way
 * @param position sequence of the last package the pass has seen; 0 if none yet
 * @param beganAt when it began, or the last one did
 * @param finishedAt when the last whole pass ended
 */
public record ScrubMark(boolean running, long position, Instant beganAt, Optional<Instant> finishedAt) {}
