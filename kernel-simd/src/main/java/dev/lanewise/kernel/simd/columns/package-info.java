/**
 * Operations on the columns of a matrix, walked in the order of its memory: reductions and batch normalisation.
 */
package dev.lanewise.kernel.simd.columns;
