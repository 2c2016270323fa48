/**
 * Operations on the rows of a matrix, and on all its elements as one row: reductions, softmax and losses, and the sum of
 * rows that share an index.
 */
package dev.lanewise.kernel.simd.rows;
