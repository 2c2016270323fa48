package dev.lanewise.exercises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;

class ExercisesTest {
    @ParameterizedTest
    @MethodSource("dev.lanewise.exercises.Exercises#all")
    void eachIsFoundByItsName(Exercise<?> exercise) {
        assertTrue(exercise.name().matches("[a-z]+(-[a-z]+)*"), exercise.name());
        assertSame(exercise, Exercises.named(exercise.name()));
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThereAre() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> Exercises.named("dot"));
        assertEquals("no exercise is called 'dot'; there are dot-product, relu, matmul", thrown.getMessage());
    }

    @ParameterizedTest
    @MethodSource("dev.lanewise.exercises.Exercises#all")
    void theFileToOpenIsThere(Exercise<?> exercise) {
        assertTrue(Files.isRegularFile(Path.of("..").resolve(exercise.file())), exercise.file());
    }

    @ParameterizedTest
    @MethodSource("dev.lanewise.exercises.Exercises#all")
    void theTextFitsATerminal(Exercise<?> exercise) {
        assertTrue(exercise.text().lines().allMatch(line -> line.length() <= 100), exercise.text());
        assertTrue(exercise.hints().stream().noneMatch(hint -> hint.isBlank() || hint.contains("\n")));
    }

    @ParameterizedTest
    @MethodSource("dev.lanewise.exercises.Exercises#all")
    void theManualNamesIt(Exercise<?> exercise) throws Exception {
        assertTrue(Files.readString(Path.of("../docs/exercises.md")).contains("`" + exercise.name() + "`"));
    }
}
