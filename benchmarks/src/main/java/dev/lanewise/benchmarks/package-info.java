/** JMH benchmarks, one family per operation, with the backends side by side; each validated before it is timed. */
package dev.lanewise.benchmarks;
