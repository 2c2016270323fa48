package dev.lanewise.benchmarks.run;

import dev.lanewise.benchmarks.Family;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be measured.
 *
 * @param families in their order
 * @param tasks which of their tasks; empty for all
 * @param quick whether a quick look is enough
 * @param effort how long to measure
 * @param threads numbers of threads
 * @param device which OpenCL device, in the words of {@code --device}; empty for the best
 * @param implementations names; empty for all
 * @param peers whether peers take part
 * @param reference name of the implementation that the others are compared with, or empty
 * @param sources folder of Lanewise's sources, or null
 * @param avx2 whether all do without AVX-512
 * @param verbose whether JMH prints its own protocol
 */
public record Request(List<Family> families, List<String> tasks, boolean quick, Effort effort, List<Integer> threads,
        String device, List<String> implementations, boolean peers, String reference, Path sources, boolean avx2,
        boolean verbose) {}
