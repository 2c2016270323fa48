package dev.lanewise.kernel.opencl.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts the JVM's signal handlers back after a call into a driver that may have taken their place.
 *
 * <p>The JVM stops its threads by SIGSEGV and makes an {@link ArithmeticException} of SIGFPE. PoCL puts the handler
 * of the LLVM inside it in front when it lists its devices, and other drivers with LLVM may. The system takes that one
 * away when it is called, until it has put the JVM's back: a second thread that stops in between ends the process
 * without a word. PoCL also steps over every integer division by zero, those of Java code included.
 *
 * <p>LLVM takes itself for registered from then on, and does not come again when it compiles.
 */
final class SignalHandlers implements AutoCloseable {
    /** The signals of POSIX; those above are for real-time programs. */
    private static final int SIGNALS = 31;
    /** Larger than {@code struct sigaction} of every system (Linux 152, macOS 16), whose fields do not matter here. */
    private static final int BYTES = 256;
    /** Two at a time would take the handlers of each other's driver for the JVM's. */
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();
    /** Linking takes 60 ms of a process that needs 300 for its first product: another thread does it. */
    private static final CompletableFuture<MethodHandle> SIGACTION = CompletableFuture
            .supplyAsync(SignalHandlers::link);

    private final MethodHandle sigaction;
    private final Arena arena;
    private final MemorySegment actions;

    private SignalHandlers(MethodHandle sigaction) {
        this.sigaction = sigaction;
        arena = Arena.ofConfined();
        actions = arena.allocate((long) SIGNALS * BYTES, Long.BYTES);
        for (int signal = 1; signal <= SIGNALS; signal++)
            sigaction(signal, MemorySegment.NULL, action(signal));
    }

    /** Begins to link what {@link #keep} needs, beside what the caller does next. */
    static void prepare() {
        // Initialising this class has begun it.
    }

    /** Notes the handlers of now, until {@link #close}, which is for the same thread. */
    static SignalHandlers keep() {
        var sigaction = SIGACTION.join();
        ONE_AT_A_TIME.lock();
        return new SignalHandlers(sigaction);
    }

    /** Puts the noted handlers back. */
    @Override
    public void close() {
        for (int signal = 1; signal <= SIGNALS; signal++)
            sigaction(signal, action(signal), MemorySegment.NULL);
        arena.close();
        ONE_AT_A_TIME.unlock();
    }

    private MemorySegment action(int signal) {
        return actions.asSlice((signal - 1L) * BYTES, BYTES);
    }

    /** SIGKILL and SIGSTOP, which have no handlers, are refused, and may be. */
    private void sigaction(int signal, MemorySegment set, MemorySegment got) {
        try {
            int _ = (int) sigaction.invokeExact(signal, set, got);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the system's function; one that does nothing where signals are not those of POSIX. */
    private static MethodHandle link() {
        var linker = Linker.nativeLinker();
        return linker.defaultLookup().find("sigaction")
                .map(address -> linker.downcallHandle(address,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS)))
                .orElseGet(() -> MethodHandles.empty(
                        MethodType.methodType(int.class, int.class, MemorySegment.class, MemorySegment.class)));
    }
}
