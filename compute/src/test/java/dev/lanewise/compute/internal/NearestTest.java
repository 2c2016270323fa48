package dev.lanewise.compute.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class NearestTest {
    private static final List<String> NAMES = List.of("age", "income", "sepal_length", "Species");

    @ParameterizedTest
    @CsvSource({"incme, income", "INCOME, income", "sepal length, sepal_length", "species, Species", "ag, ''",
            "agee, age", "aeg, age",
            "weight, ''", "x, ''"})
    void theNearestNameIsTheOneMeant(String name, String meant) {
        assertEquals(meant, Nearest.of(name, NAMES).orElse(""));
        assertEquals(meant.isEmpty() ? "" : "; did you mean '" + meant + "'?", Nearest.hint(name, NAMES));
    }
}
