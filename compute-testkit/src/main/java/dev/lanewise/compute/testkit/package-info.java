/**
 * What a backend is tested with. {@link dev.lanewise.compute.testkit.ComputeConformance} is the suite; it compares
 * every operation with a reference in double precision, within bounds that follow from the arithmetic.
 */
package dev.lanewise.compute.testkit;
