/** Every operation of {@link dev.lanewise.compute.Compute} on an OpenCL device, in float32. */
package dev.lanewise.kernel.opencl;
