/**
 * Matrix products by one of two families of kernels: packed panels for CPUs, tiles in local memory for GPUs. A planner
 * decides from a product's shape how it is computed, and the products carry the plan out; a tuner finds out by
 * measurement where another way is faster.
 */
package dev.lanewise.kernel.opencl.gemm;
