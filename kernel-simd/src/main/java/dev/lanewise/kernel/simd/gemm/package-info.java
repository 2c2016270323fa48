/**
 * Matrix products by packed panels and register tiles. {@link dev.lanewise.kernel.simd.gemm.SimdGemm} cuts a product into
 * blocks and chunks, {@link dev.lanewise.kernel.simd.gemm.MicroKernel} computes the tiles; rows of few terms, a single row
 * and little work go ways of their own.
 */
package dev.lanewise.kernel.simd.gemm;
