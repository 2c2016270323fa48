package dev.lanewise.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * The environment that native libraries see; Java's own is a copy, made at start-up, that never changes. For libraries
 * that are told by variables alone, before they are loaded.
 */
public final class ProcessEnvironment {
    private ProcessEnvironment() {}

    /** Sets a variable by POSIX {@code setenv}. */
    public static void set(String name, String value) {
        var linker = Linker.nativeLinker();
        var setenv = linker.downcallHandle(linker.defaultLookup().findOrThrow("setenv"), FunctionDescriptor
                .of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (var arena = Arena.ofConfined()) {
            int failed = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
            if (failed != 0)
                throw new IllegalStateException("setenv " + name + ": failed");
        } catch (Throwable e) {
            throw new IllegalStateException("setenv " + name + ": " + e.getMessage(), e);
        }
    }
}
