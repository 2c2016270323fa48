/**
 * The backend {@code simd}. One family of operations stands in one class.
 *
 * <p>Kernels see whole vectors only: what does not fill them (the end of a run, a strided view, the edge of a tile)
 * is copied through a small padded scratch ({@link dev.lanewise.kernel.simd.Staging}) and goes through the same
 * kernel. So there is one body for each operation, and an element gets the same bits wherever it stands.
 */
package dev.lanewise.kernel.simd;
