/**
 * Steps of the optimizers, over flat arrays of parameters.
 */
package dev.lanewise.kernel.simd.optimizer;
