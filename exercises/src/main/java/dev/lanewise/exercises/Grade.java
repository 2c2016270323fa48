package dev.lanewise.exercises;

import java.util.Optional;

/**
 * What the grader says of one exercise.
 *
 * @param level how far it is solved
 * @param message why, in one line
 * @param figures the timings; empty unless every result was right
 */
public record Grade(Level level, String message, Optional<Figures> figures) {
    Grade(Level level, String message) { this(level, message, Optional.empty()); }

    /** Returns how many times as fast as the plain loop the learner's method is; NaN if it was not timed. */
    public double ratio() {
        return figures.map(Figures::ratio).orElse(Double.NaN);
    }
}
