package dev.lanewise.guide;

import dev.lanewise.compute.internal.Printable;

import java.io.PrintStream;

/** Says what is left when a process is ended before its command is done, by Ctrl-C or a request to end. */
final class Interruption {
    private static volatile String left = "";

    private Interruption() {}

    /** What to say if the process is ended from now on: a sentence, or nothing. */
    static void leaves(String text) {
        left = text;
    }

    /** Says it when the process ends, until the watch is {@linkplain #end ended}. */
    static Thread watch(PrintStream err) {
        var watch = new Thread(() -> {
            String text = left;
            if (Progress.COLUMNS > 0) {
                err.println(); // a bar may be on the line
            }
            err.println("lanewise: interrupted" + (text.isEmpty() ? "" : ": " + Printable.line(text)));
        }, "interruption");
        Runtime.getRuntime().addShutdownHook(watch);
        return watch;
    }

    /** The command is done. */
    static void end(Thread watch) {
        try {
            Runtime.getRuntime().removeShutdownHook(watch);
        } catch (IllegalStateException e) {
            // Ended by the system while the command was ending by itself.
        }
    }
}
