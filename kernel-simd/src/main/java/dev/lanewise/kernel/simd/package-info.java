/**
 * The backend {@code simd}. Each package has one family of operations; all of them are built on {@code
 * runtime}, and what computes more than single elements on {@code elementwise} too. This one opens the backend and hands
 * each operation on.
 *
 * <p>Kernels see whole vectors only: what does not fill them (the end of a run, a strided view, the edge of a tile)
 * is copied through a small padded scratch ({@link dev.lanewise.kernel.simd.runtime.Staging}) and goes through the same
 * kernel, so an element of an elementwise operation gets the same bits wherever it is stored. Of a product that is not so:
 * at the edge of C, sums meet what C held before in another order.
 */
package dev.lanewise.kernel.simd;
