/**
 * What talks to a driver: the library and its native code, the devices, and one compute's session on one of them with its
 * memory. Nothing here knows of a kernel.
 */
package dev.lanewise.kernel.opencl.device;
