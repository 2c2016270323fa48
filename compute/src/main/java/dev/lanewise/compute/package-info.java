/**
 * The {@link dev.lanewise.compute.Compute} interface and its value types. Start at {@code Compute}; the operations
 * stand in one interface for each family.
 */
package dev.lanewise.compute;
