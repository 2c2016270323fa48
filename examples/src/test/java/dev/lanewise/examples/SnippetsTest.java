package dev.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What README and docs show is what this module compiles and runs: each block of Java is, white space aside, a whole
 * class of it without its {@code package} line, or what stands between {@code // snippet} and {@code // end of snippet}.
 * Blocks of XML are parts of the sample project's pom.
 */
class SnippetsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("^ *```(\\w+)[^\\n]*\\n(.*?)^ *```",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern REGION = Pattern.compile("// snippet\\n(.*?)// end of snippet", Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("^package [\\w.]+;\n");

    /** A block of a page. */
    private record Block(String page, String language, String text) {}

    private static final List<Block> blocks = new ArrayList<>();
    private static final Set<String> classes = new HashSet<>();
    private static final Set<String> regions = new HashSet<>();

    @BeforeAll
    static void read() throws IOException {
        for (Path page : pages()) {
            var matcher = BLOCK.matcher(Files.readString(page));
            while (matcher.find())
                blocks.add(new Block(ROOT.relativize(page).toString(), matcher.group(1).toLowerCase(Locale.ROOT),
                        words(matcher.group(2))));
        }
        try (var files = Files.walk(ROOT.resolve("examples/src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                classes.add(words(PACKAGE.matcher(source).replaceFirst("")));
                REGION.matcher(source).results().forEach(region -> regions.add(words(region.group(1))));
            }
        }
    }

    @Test
    void everyBlockOfJavaIsCompiled() {
        assertTrue(blocks.stream().anyMatch(b -> b.language.equals("java") && b.page.equals("README.md")), "README.md");
        assertEquals(List.of(), blocks.stream().filter(b -> b.language.equals("java"))
                .filter(b -> !classes.contains(b.text) && !regions.contains(b.text)).toList());
    }

    @Test
    void everyRegionIsShown() {
        assertEquals(List.of(),
                regions.stream().filter(r -> blocks.stream().noneMatch(b -> b.text.equals(r))).toList());
    }

    @Test
    void everyBlockOfXmlIsPartOfTheSample() throws IOException {
        String pom = words(Files.readString(ROOT.resolve("examples/consumer/pom.xml")));
        assertEquals(List.of(), blocks.stream().filter(b -> b.language.equals("xml"))
                .filter(b -> !pom.contains(b.text)).toList());
    }

    private static List<Path> pages() throws IOException {
        try (var top = Files.list(ROOT); var docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs).filter(page -> page.toString().endsWith(".md"))
                    .filter(page -> !page.startsWith(ROOT.resolve("docs/target"))).sorted().toList();
        }
    }

    private static String words(String text) {
        return String.join(" ", text.strip().split("\\s+"));
    }
}
