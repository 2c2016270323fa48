/** Every operation but products: which kernel it launches, over how many work-items. */
package dev.lanewise.kernel.opencl.ops;
