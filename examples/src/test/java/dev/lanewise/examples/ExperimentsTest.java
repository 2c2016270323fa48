package dev.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The pages of {@code docs/experiments} have one form, their index says what they say, and whoever names one names one that
 * exists.
 */
class ExperimentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path FOLDER = ROOT.resolve("docs/experiments");
    private static final String INDEX = "README.md";

    /** Number, title, question of one line, and the verdict with which its section begins. */
    private static final Pattern PAGE = Pattern.compile("""
            # (\\d{3})\\. [^\\n]+

            ## Question

            ([^\\n]+\\?)

            ## Prediction

            .+

            ## Change

            .+

            ## Measured

            .+

            ## Verdict

            (Kept|Withdrawn|Superseded by \\[\\d{3}]\\([^)]+\\))[. ].*
            """.stripTrailing(), Pattern.DOTALL);
    private static final Pattern HEADING = Pattern.compile("^## (.*)$", Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile("^\\| \\[.*$", Pattern.MULTILINE);
    private static final Pattern SUPERSEDED = Pattern.compile("Superseded by \\[(\\d{3})]");

    /** A page's number, with or without the rest of its name; pages name each other without the folder. */
    private static final Pattern NAMED = Pattern.compile("(?:experiments/|]\\()(\\d{3})(?!\\d)(-[\\w-]+\\.md)?");
    private static final Set<String> SOURCES = Set.of("java", "cl", "md", "xml", "in");

    /** The pages' text by the names of their files. */
    private static final TreeMap<String, String> pages = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.filter(f -> !f.endsWith(INDEX)).toList())
                pages.put(file.getFileName().toString(), Files.readString(file));
        }
    }

    @Test
    void everyPageHasTheFiveHeadings() {
        assertEquals(List.of(), pages.entrySet().stream().filter(page -> !PAGE.matcher(page.getValue()).matches()
                || HEADING.matcher(page.getValue()).results().count() != 5).map(page -> page.getKey()).toList());
    }

    @Test
    void numbersAreConsecutive() {
        assertEquals(IntStream.rangeClosed(1, pages.size()).mapToObj("%03d"::formatted).toList(),
                pages.keySet().stream().map(ExperimentsTest::number).toList());
        assertEquals(List.of(), pages.entrySet().stream()
                .filter(page -> !page.getValue().startsWith("# " + number(page.getKey()) + ". "))
                .map(page -> page.getKey()).toList());
    }

    @Test
    void theIndexSaysWhatThePagesSay() throws IOException {
        var rows = ROW.matcher(Files.readString(FOLDER.resolve(INDEX))).results().map(MatchResult::group).toList();
        assertEquals(pages.entrySet().stream().map(page -> row(page.getKey(), page.getValue())).toList(), rows);
    }

    @Test
    void whatSupersedesIsLater() {
        var earlier = new ArrayList<String>();
        pages.forEach((name, text) -> SUPERSEDED.matcher(text).results().map(later -> later.group(1))
                .filter(later -> later.compareTo(number(name)) <= 0).forEach(later -> earlier.add(name)));
        assertEquals(List.of(), earlier);
    }

    @Test
    void whatIsNamedExists() throws IOException {
        Set<String> numbers = pages.keySet().stream().map(ExperimentsTest::number).collect(Collectors.toSet());
        var missing = new ArrayList<String>();
        int named = 0;
        for (Path source : sources()) {
            String text = Files.readString(source);
            for (MatchResult match : NAMED.matcher(text).results().toList()) {
                String number = match.group(1);
                String rest = match.group(2);
                named++;
                if (rest == null ? !numbers.contains(number) : !pages.containsKey(number + rest))
                    missing.add(ROOT.relativize(source) + ": " + match.group());
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(named > pages.size(), "found only " + named);
    }

    private static String number(String name) {
        return name.substring(0, 3);
    }

    private static String row(String name, String text) {
        var page = PAGE.matcher(text);
        assertTrue(page.matches(), name);
        String verdict = page.group(3);
        return "| [%s](%s) | %s | %s |".formatted(page.group(1), name, page.group(2),
                Character.toLowerCase(verdict.charAt(0)) + verdict.substring(1));
    }

    /** Returns what people write in this project: no outputs of a build, and nothing hidden. */
    private static List<Path> sources() throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                return !folder.equals(ROOT) && (name.equals("target") || name.startsWith("."))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (SOURCES.contains(name.substring(name.lastIndexOf('.') + 1))
                        || file.equals(ROOT.resolve("lanewise")))
                    found.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
