package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The documented table of special cases names tests that exist. */
class SemanticsTableTest {
    private static final Pattern QUOTED = Pattern.compile("`(\\w+)`");

    @Test
    void everyRowNamesItsTests() throws IOException {
        var methods = Arrays.stream(ComputeConformance.class.getMethods()).map(Method::getName)
                .collect(Collectors.toSet());
        List<String> rows = Files.readAllLines(Path.of("../docs/semantics.md")).stream()
                .filter(line -> line.matches("\\|.*\\|.*\\|.*\\|") && !line.matches("\\| (---|case) .*")).toList();
        assertTrue(rows.size() > 30, "found only " + rows.size() + " rows");
        for (var row : rows) {
            var cell = row.split("(?<!\\\\)\\|", -1)[3];
            var missing = QUOTED.matcher(cell).results().map((MatchResult name) -> name.group(1))
                    .filter(name -> !methods.contains(name) && !name.equals("Tolerance")).toList();
            assertEquals(List.of(), missing, row);
        }
    }
}
