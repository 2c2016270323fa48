package dev.lanewise.benchmarks.run;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Waits for work that runs in child processes, and ends those it started when they take too long. */
final class Watchdog {
    private final Duration limit;

    Watchdog(Duration limit) { this.limit = limit; }

    /**
     * Calls the work on a thread of its own.
     *
     * @throws ForkFailure if it takes longer than the limit; its child processes have been ended then
     * @throws ExecutionException with what the work threw
     */
    <T> T call(Callable<T> work) throws ForkFailure, ExecutionException, InterruptedException {
        var before = children();
        var task = new FutureTask<>(work);
        var thread = Thread.ofPlatform().daemon().name("fork").start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ForkFailure("took longer than " + limit.toSeconds() + " s and was ended");
        } finally {
            if (!task.isDone()) {
                ProcessHandle.current().children().filter(child -> !before.contains(child.pid()))
                        .forEach(ProcessHandle::destroyForcibly);
                thread.interrupt();
                // Whoever starts the next process finds this one's locks and files released.
                thread.join(Duration.ofSeconds(10));
            }
        }
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }
}
