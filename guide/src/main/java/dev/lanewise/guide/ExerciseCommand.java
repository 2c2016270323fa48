package dev.lanewise.guide;

import dev.lanewise.exercises.Exercise;
import dev.lanewise.exercises.Exercises;
import dev.lanewise.exercises.Grade;
import dev.lanewise.exercises.Grader;
import dev.lanewise.exercises.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code exercise}: plain loops to be written as vector code, graded for right results and for speed. */
@Command(name = "exercise", mixinStandardHelpOptions = true, versionProvider = Versions.class,
        description = "Exercises from loops to vectors, graded for right results and for speed.", subcommands = {
                ExerciseCommand.Listing.class, ExerciseCommand.Check.class, ExerciseCommand.Hint.class})
final class ExerciseCommand {
    /** The names of the exercises, for the help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Exercises.all().stream().map(Exercise::name).iterator();
        }
    }

    private static Exercise<?> named(String name) {
        try {
            return Exercises.named(name);
        } catch (IllegalArgumentException e) {
            throw new UsageException("NAME: " + e.getMessage());
        }
    }

    /** {@code exercise list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the exercises and their files.")
    static final class Listing implements Callable<Integer> {
        @Mixin
        private Output output;

        @Override
        public Integer call() {
            var exercises = new ArrayList<Map<String, Object>>();
            for (Exercise<?> exercise : Exercises.all()) {
                output.line("%-14s %s".formatted(exercise.name(), exercise.title()));
                output.line("%-14s %s".formatted("", exercise.file()));
                exercises.add(Map.of("name", exercise.name(), "title", exercise.title(), "file", exercise.file()));
            }
            output.line("");
            output.line("Edit the file, then: lanewise exercise check NAME");
            output.json(Map.of("exercises", exercises));
            return 0;
        }
    }

    /** {@code exercise check}. */
    @Command(name = "check", mixinStandardHelpOptions = true,
            description = "Grades one exercise, or all. Exit status 1 if one is not solved.")
    static final class Check implements Callable<Integer> {
        @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", completionCandidates = Names.class,
                description = "${COMPLETION-CANDIDATES}; all of them without a name.")
        private String name;

        @Mixin
        private Output output;

        @Override
        public Integer call() {
            List<Exercise<?>> chosen = name == null ? Exercises.all() : List.of(named(name));
            var grades = new ArrayList<Map<String, Object>>();
            boolean solved = true;
            for (Exercise<?> exercise : chosen) {
                Grade grade = Grader.check(exercise);
                output.line(exercise.name() + ": " + grade.level().label() + ": " + grade.message());
                if (grade.level() == Level.UNSOLVED && name != null) {
                    output.line("");
                    exercise.text().stripTrailing().lines().forEach(output::line);
                }
                grades.add(json(exercise, grade));
                solved &= grade.level().solved();
            }
            output.json(Map.of("solved", solved, "exercises", grades));
            return solved ? 0 : 1;
        }

        private static Map<String, Object> json(Exercise<?> exercise, Grade grade) {
            var object = new LinkedHashMap<String, Object>();
            object.put("name", exercise.name());
            object.put("level", grade.level().label());
            object.put("solved", grade.level().solved());
            object.put("message", grade.message());
            grade.figures().ifPresent(figures -> object.put("ratio", figures.ratio()));
            return object;
        }
    }

    /** {@code exercise hint}. */
    @Command(name = "hint", mixinStandardHelpOptions = true, description = "Shows the hints of an exercise.")
    static final class Hint implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", completionCandidates = Names.class,
                description = "${COMPLETION-CANDIDATES}")
        private String name;

        @Parameters(index = "1", arity = "0..1", paramLabel = "N", defaultValue = "1",
                description = "How many of the hints, each telling more than the one before (default: 1).")
        private int count;

        @Mixin
        private Output output;

        @Override
        public Integer call() {
            List<String> hints = named(name).hints();
            UsageException.require(count >= 1 && count <= hints.size(), "N", count, "1 to " + hints.size());
            for (int i = 0; i < count; i++) {
                output.line("Hint " + (i + 1) + " of " + hints.size() + ": " + hints.get(i));
            }
            output.json(Map.of("name", name, "hints", hints.subList(0, count)));
            return 0;
        }
    }
}
