/**
 * Every operation as plain loops: the readable definition, the baseline of benchmarks, the fallback. Never tuned.
 *
 * <p>The float64 backend is made from this source at build time by writing double for float.
 */
package dev.lanewise.compute.loops;
