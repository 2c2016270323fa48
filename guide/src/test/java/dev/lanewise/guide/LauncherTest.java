package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The script {@code lanewise} in a checkout of its own, in environments that lack something. Names beyond ASCII are made
 * by the shell: this JVM may itself stand in a locale that cannot name them.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LauncherTest {
    private static final Path LAUNCHER = Path.of("../lanewise").toAbsolutePath().normalize();
    private static final String JAVA_HOME = System.getProperty("java.home");

    /** A checkout that is built, with this build's classes, in a folder whose name has what shells stumble over. */
    private static final String BUILT = """
            checkout=$(printf 'gr\\303\\274n "it'"'"'s" $HOME *')
            built=$checkout/guide/target/lanewise
            mkdir -p "$built/lib"
            cp "$LAUNCHER" "$checkout"
            cp all.jar "$built/lib"
            : >"$built/stamp"
            # No cache of classes, and no attempt to make one.
            : >"$built/start-$(cksum <"$JAVA_HOME/release" | cut -d ' ' -f 1).aot"
            """;

    /** A checkout that is not built, with a Maven and a JDK that only say what they were asked for. */
    private static final String UNBUILT = """
            mkdir -p checkout/guide/target/lanewise/lib stubs jdk/bin
            cp "$LAUNCHER" checkout
            echo 'JAVA_VERSION="25.0.3"' >jdk/release
            printf '#!/bin/sh\\n' >jdk/bin/javac
            printf '#!/bin/sh\\nread line; echo "java read $line"\\n' >jdk/bin/java
            printf '#!/bin/sh\\necho "$@" >>"%s/builds"; cat\\nwhile [ -e "%s/wait" ]; do sleep 1; done\\n' "$PWD" "$PWD" >stubs/mvn
            chmod +x jdk/bin/* stubs/mvn
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeJar() throws IOException {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toUri().toString()).collect(Collectors.joining(" "));
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        new JarOutputStream(Files.newOutputStream(folder.resolve("all.jar")), manifest).close();
    }

    /** Starts a shell in the folder, with no variables but these, {@code PATH}, {@code LAUNCHER} and {@code JAVA_HOME}. */
    private Process start(String name, Map<String, String> environment, String... script) throws IOException {
        var shell = new ProcessBuilder("sh", "-c", String.join("\n", script)).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve(name).toFile());
        shell.environment().clear();
        shell.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "LAUNCHER", LAUNCHER.toString(), "JAVA_HOME",
                JAVA_HOME));
        shell.environment().putAll(environment);
        return shell.start();
    }

    private String run(Map<String, String> environment, String... script) throws Exception {
        int status = start("said", environment, script).waitFor();
        String said = said("said");
        assertEquals(0, status, said);
        return said;
    }

    private String said(String name) throws IOException {
        return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "no_such.locale", "C.UTF-8"})
    void namesBeyondAsciiWorkInAnyLocale(String locale) throws Exception {
        String said = run(Map.of("LC_ALL", locale), BUILT, """
                table=$(printf 'gr\\303\\266\\303\\237e.csv')
                runs=$(printf 'l\\303\\244ufe')
                { echo 'a,b,kind'; for i in 1 2 3 4 5 6 7 8 9; do echo "$i,1,low"; echo "$i,7,high"; done; } >"$table"
                ln -s "$checkout/lanewise" link
                ./link train --csv "$table" --label kind --out "$runs" --epochs 1 --backend loops
                ./link predict --model "$runs/model.safetensors" --csv "$table" --out "$runs/$table" -q
                wc -l <"$runs/$table"
                """);
        assertTrue(said.contains("läufe"), said);
        assertEquals("19", said.lines().toList().getLast().strip(), said);
    }

    @Test
    void homeIsNotNeeded() throws Exception {
        String said = run(Map.of(), BUILT, "\"$checkout/lanewise\" --version");
        assertTrue(said.contains("lanewise "), said);
    }

    @Test
    void aJdkIsNamedByARelativePathWithASlash() throws Exception {
        String said = run(Map.of(), UNBUILT, "rm -rf stubs/mvn; echo '#!/bin/sh' >stubs/mvn; chmod +x stubs/mvn",
                "echo 'echo \"$JAVA_HOME\" >&2' >>stubs/mvn; echo 'exit 1' >>stubs/mvn",
                "PATH=$PWD/stubs:$PATH JAVA_HOME=jdk/ checkout/lanewise doctor || true");
        assertTrue(said.contains(folder.toRealPath().resolve("jdk") + "\n"), said);
    }

    /** Where the folder for temporary files is missing, too; and what is piped in is the command's, not Maven's. */
    @Test
    void aBuildLeavesStandardInputAndNeedsNoTemporaryFolder() throws Exception {
        String said = run(Map.of("TMPDIR", "/no/such/folder"), UNBUILT,
                "echo 'the data' | PATH=$PWD/stubs:$PATH JAVA_HOME=$PWD/jdk checkout/lanewise doctor");
        assertEquals("java read the data", said.lines().toList().getLast());
        assertEquals(List.of("-q -B package -pl guide -am -Dmaven.test.skip=true"),
                Files.readAllLines(folder.resolve("builds")));
    }

    /** A Java that makes no cache of classes and says nothing of it: the command runs. */
    @Test
    void aJavaThatWritesNoCacheIsNoObstacle() throws Exception {
        String said = run(Map.of(), UNBUILT, ": >checkout/guide/target/lanewise/stamp",
                "for i in 1 2; do echo \"data $i\" | JAVA_HOME=$PWD/jdk checkout/lanewise train; done",
                "ls checkout/guide/target/lanewise | sed s/-.*//");
        assertEquals("java read data 1\njava read data 2\nlib\nstamp\nstart\n",
                said.lines().sorted().collect(Collectors.joining("\n", "", "\n")));
    }

    /**
     * The lock of a process that died, as of a build that was killed, is in nobody's way, be it that another process has
     * its number since.
     */
    @ParameterizedTest
    @ValueSource(strings = {"flock", "no-flock"})
    void twoThatStartTogetherBuildOnce(String flock) throws Exception {
        run(Map.of("FLOCK", flock), UNBUILT, ": >wait; mkdir checkout/target",
                "sed \"s/-v flock/-v $FLOCK/\" \"$LAUNCHER\" >checkout/lanewise",
                "[ $FLOCK = flock ] || ln -s '1 of another time' checkout/target/building");
        var environment = Map.of("PATH", folder.resolve("stubs") + ":/usr/bin:/bin", "JAVA_HOME",
                folder.resolve("jdk").toString());
        var processes = new ArrayList<Process>();
        try {
            for (String name : List.of("one", "two"))
                processes.add(start(name, environment, "echo " + name + " | checkout/lanewise doctor"));
            while (!(said("one") + said("two")).contains(", which is building."))
                Thread.sleep(10);
            Files.delete(folder.resolve("wait"));
            for (var process : processes)
                assertEquals(0, process.waitFor(), () -> processes.toString());
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        assertTrue(said("one").endsWith("java read one\n"), said("one"));
        assertTrue(said("two").endsWith("java read two\n"), said("two"));
        assertEquals(1, Files.readAllLines(folder.resolve("builds")).size());
        try (var left = Files.list(folder.resolve("checkout/target"))) {
            // What flock locks stays: a process that removed it could take it from under another.
            assertEquals(List.of("lanewise-build.log"), left.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("building.lock")).toList());
        }
    }
}
