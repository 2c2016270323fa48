/**
 * The backend {@code simd}. One family of operations stands in one class.
 *
 * <p>Kernels see whole vectors only: what does not fill them (the end of a run, a strided view, the edge of a tile)
 * is copied through a small padded scratch ({@link dev.lanewise.kernel.simd.Staging}) and goes through the same
 * kernel, so an element of an elementwise operation gets the same bits wherever it stands. Of a product that is not so:
 * at the edge of C, sums meet what C held before in another order.
 */
package dev.lanewise.kernel.simd;
