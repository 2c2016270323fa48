/** What Lanewise itself has to time: loops as one would write them, its backends, and the ceilings of the machine. */
package dev.lanewise.benchmarks.own;
