package dev.lanewise.exercises;

import java.util.List;
import java.util.stream.Collectors;

/** The exercises, in the order to work through them. */
public final class Exercises {
    private static final List<Exercise<?>> ALL = List.of(new DotProductExercise(), new ReluExercise(),
            new MatmulExercise());

    private Exercises() {}

    /** Returns all of them. */
    public static List<Exercise<?>> all() { return ALL; }

    /**
     * Returns the one called {@code name}.
     *
     * @throws IllegalArgumentException if there is none; the message names those there are
     */
    public static Exercise<?> named(String name) {
        return ALL.stream().filter(exercise -> exercise.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no exercise is called '" + name + "'; there are "
                        + ALL.stream().map(Exercise::name).collect(Collectors.joining(", "))));
    }
}
