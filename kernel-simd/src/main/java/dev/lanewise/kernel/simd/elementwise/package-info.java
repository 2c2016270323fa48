/**
 * Operations whose elements depend on their own place alone, the functions that they compute, and dropout. What other
 * packages do to single elements they do by these kernels.
 */
package dev.lanewise.kernel.simd.elementwise;
