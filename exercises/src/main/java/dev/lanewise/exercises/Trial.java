package dev.lanewise.exercises;

import java.util.Optional;
import java.util.function.Function;

/**
 * One input on which a kernel's result is compared with what double precision gives.
 *
 * @param <K> the function under trial
 * @param size the size, as {@code "n = 17"}
 * @param mistake runs the function and returns where it is wrong, or empty
 */
public record Trial<K>(String size, Function<K, Optional<String>> mistake) {}
