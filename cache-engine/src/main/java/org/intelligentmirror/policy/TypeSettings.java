package org.intelligentmirror.policy;

/**
 * What the operator decided for one type of package. A size of 0 is unlimited.
 *
 * @param maxSizeBytes allocated bytes all packages of the type may take together
 * @param minPackageBytes smallest package kept
 * @param maxPackageBytes largest package kept
 */
public record TypeSettings(boolean enabled, long maxSizeBytes, long minPackageBytes, long maxPackageBytes) {}
