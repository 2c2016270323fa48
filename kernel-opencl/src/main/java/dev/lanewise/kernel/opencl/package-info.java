/**
 * Every operation of {@link dev.lanewise.compute.Compute} on an OpenCL device, in float32.
 *
 * <p>The device is chosen by {@link dev.lanewise.compute.ComputeOptions#device()}. Kernels are cut in two ways, for
 * CPUs and for GPUs; {@code -Dlanewise.opencl.gemm=panels} or {@code tiles} overrules the choice. They are compiled
 * when first used; the driver keeps compiled programs in a cache of its own (PoCL: {@code POCL_CACHE_DIR}).
 */
package dev.lanewise.kernel.opencl;
