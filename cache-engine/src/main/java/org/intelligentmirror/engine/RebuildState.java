package org.intelligentmirror.engine;

/**
 * How far the making of an index has come.
 *
 * @param running whether one is under way
 * @param share of the work that is done, from 0 to 1; 1 if there is none
 * @param records read from the journal
 * @param packages taken into the index
 * @param adopted of these, the ones the journal did not know: no URL leads to them
 * @param quarantined files that were not what their name says
 * @param damagedLines of the journal, which were left out
 */
public record RebuildState(
        boolean running, double share, long records, long packages, long adopted, long quarantined, long damagedLines) {
    /** No index is being made. */
    public static final RebuildState NONE = new RebuildState(false, 1, 0, 0, 0, 0, 0);
}
