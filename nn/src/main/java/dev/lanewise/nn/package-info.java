/**
 * Neural networks that train on any {@link dev.lanewise.compute.Compute}. Rows are samples everywhere; weights are
 * inputs x outputs, so that a layer computes {@code Z = X W + b}.
 */
package dev.lanewise.nn;
