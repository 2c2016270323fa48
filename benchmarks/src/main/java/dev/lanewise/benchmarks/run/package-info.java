/** Runs the suite: one process of each implementation in turn, round after round. */
package dev.lanewise.benchmarks.run;
