package dev.lanewise.exercises;

import dev.lanewise.exercises.todo.NotSolvedYet;

import java.util.List;
import java.util.stream.Stream;

/**
 * One exercise: a plain loop that works, and a skeleton in which the learner writes the vectorised form of it.
 *
 * @param <K> the function that is written, as a functional interface
 */
public interface Exercise<K> {
    /** Returns the name it goes by on the command line, lower case with hyphens. */
    String name();

    /** Returns the title, a few words. */
    String title();

    /** Returns what is to be written and what to learn from it: lines of at most 100 characters. */
    String text();

    /** Returns hints, each telling more than the one before. */
    List<String> hints();

    /** Returns the class the learner edits. */
    Class<?> skeleton();

    /** Returns the path of the skeleton's source, from the root of the repository. */
    default String file() {
        return NotSolvedYet.fileOf(skeleton());
    }

    /** Returns the plain loop: right, slow, the speed that ratios are taken of. */
    K loop();

    /** Returns what the learner wrote. */
    K learner();

    /** Returns the reference solution. */
    K solution();

    /** Returns the trials for correctness, small ones first. */
    Stream<Trial<K>> trials();

    /** Returns the call that is timed, with its data. */
    Workload<K> workload();

    /** Returns how many times as fast as the loop a solution must be. */
    double requiredRatio();

    /** Returns why {@link #requiredRatio} is what it is: a clause that can follow a colon. */
    String ratioReason();
}
