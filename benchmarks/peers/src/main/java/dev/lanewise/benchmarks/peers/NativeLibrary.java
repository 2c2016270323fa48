package dev.lanewise.benchmarks.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Calls what a native library offers and Java bindings, if it has any, do not. */
final class NativeLibrary {
    private static final long LONGEST_TEXT = 1024;

    private final SymbolLookup symbols;

    /** @param file path of a library; where bindings have loaded it, the very file that they loaded */
    NativeLibrary(String file) {
        symbols = SymbolLookup.libraryLookup(Path.of(file), Arena.global());
    }

    /** Returns a function, to be kept in a constant where its call is timed. */
    MethodHandle function(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor);
    }

    int integer(String function) {
        return invoke(function, handle -> (int) handle.invokeExact(), FunctionDescriptor.of(ValueLayout.JAVA_INT));
    }

    String text(String function) {
        var descriptor = FunctionDescriptor.of(ValueLayout.ADDRESS);
        return invoke(function, handle -> ((MemorySegment) handle.invokeExact()).reinterpret(LONGEST_TEXT).getString(0),
                descriptor);
    }

    String text(String function, int argument) {
        var descriptor = FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        return invoke(function, handle -> ((MemorySegment) handle.invokeExact(argument)).reinterpret(LONGEST_TEXT)
                .getString(0), descriptor);
    }

    void set(String function, int value) {
        invoke(function, handle -> {
            handle.invokeExact(value);
            return null;
        }, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    }

    private interface Call<T> {
        T with(MethodHandle handle) throws Throwable;
    }

    private <T> T invoke(String function, Call<T> call, FunctionDescriptor descriptor) {
        try {
            return call.with(function(function, descriptor));
        } catch (Throwable e) {
            throw new IllegalStateException(function + ": " + e.getMessage(), e);
        }
    }
}
