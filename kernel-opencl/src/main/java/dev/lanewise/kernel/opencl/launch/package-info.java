/** Programs, kernels, their arguments and launches, and how they are cut for a kind of device. */
package dev.lanewise.kernel.opencl.launch;
