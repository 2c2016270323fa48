package dev.lanewise.exercises;

import dev.lanewise.exercises.todo.NotSolvedYet;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Grades an exercise: first whether every result is right, then how fast it is against the plain loop. */
public final class Grader {
    /**
     * The share of the reference's speed that silver and gold take. Shares, not ratios to the loop: how far vectors
     * lead a loop depends on their width and on the latency of an addition, and the reference meets the same machine.
     * On a quiet machine a method timed against itself came out between 0.99 and 1.01: gold leaves room for another way
     * to write it.
     */
    private static final double SILVER_SHARE = 0.5;
    private static final double GOLD_SHARE = 0.8;

    /** Timings before a method is called slow: on a crowded machine the compiler may come late for the first. */
    private static final int ATTEMPTS = 3;

    private Grader() {}

    /** Grades what the learner wrote. Takes a few seconds once the results are right. */
    public static <K> Grade check(Exercise<K> exercise) {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty())
            return new Grade(Level.NOT_GRADED,
                    "the exercises need the vector module: start Java with --add-modules jdk.incubator.vector");
        return check(exercise, exercise.learner());
    }

    /** Grades {@code kernel} as if the learner had written it. */
    static <K> Grade check(Exercise<K> exercise, K kernel) {
        Optional<String> mistake;
        try (Stream<Trial<K>> trials = exercise.trials()) {
            mistake = trials.flatMap(trial -> mistake(exercise, trial, kernel).stream()).findFirst();
        } catch (NotSolvedYet unsolved) {
            return new Grade(Level.UNSOLVED, unsolved.getMessage());
        }
        if (mistake.isPresent())
            return new Grade(Level.WRONG, mistake.get());
        var grade = bySpeed(exercise, Stopwatch.measure(exercise, kernel));
        for (int attempt = 1; attempt < ATTEMPTS && grade.level() == Level.SLOW; attempt++)
            grade = bySpeed(exercise, Stopwatch.measure(exercise, kernel));
        return grade;
    }

    private static <K> Optional<String> mistake(Exercise<K> exercise, Trial<K> trial, K kernel) {
        try {
            return trial.mistake().apply(kernel).map(text -> trial.size() + ", " + text);
        } catch (NotSolvedYet unsolved) {
            throw unsolved;
        } catch (RuntimeException thrown) {
            var line = Stream.of(thrown.getStackTrace())
                    .filter(frame -> frame.getClassName().equals(exercise.skeleton().getName())).findFirst()
                    .map(frame -> " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")").orElse("");
            return Optional.of(trial.size() + ", throws " + thrown + line);
        }
    }

    /** Returns the grade of a method whose results are all right. */
    static Grade bySpeed(Exercise<?> exercise, Figures figures) {
        var speed = String.format(Locale.ROOT,
                "%.1f times as fast as the plain loop (%.0f against %.0f ns a call), "
                        + "%.2f of the reference solution's speed",
                figures.ratio(), figures.learnerNanos(), figures.loopNanos(), figures.share());
        if (figures.ratio() < exercise.requiredRatio())
            return new Grade(Level.SLOW, String.format(Locale.ROOT, "%s; at least %.0f times is asked: %s", speed,
                    exercise.requiredRatio(), exercise.ratioReason()), Optional.of(figures));
        var level = figures.share() >= GOLD_SHARE
                ? Level.GOLD
                : figures.share() >= SILVER_SHARE ? Level.SILVER : Level.BRONZE;
        return new Grade(level, speed, Optional.of(figures));
    }
}
