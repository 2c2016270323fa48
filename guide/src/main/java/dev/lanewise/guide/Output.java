package dev.lanewise.guide;

import dev.lanewise.compute.internal.Printable;
import dev.lanewise.data.Notice;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Where a command writes: results to stdout, everything else to stderr. With {@code --json} stdout holds one JSON
 * object and nothing else.
 */
final class Output {
    /** Why a command fails whose results do not arrive. */
    static final String UNWRITABLE = "standard output: cannot be written, or is closed";

    @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
    private boolean json;

    @Option(names = {"-q", "--quiet"}, description = "Report no progress; warnings are shown.")
    private boolean quiet;

    @Option(names = "--verbose", description = "Show the stack trace of an error.")
    private boolean verbose;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private final Set<Notice> said = new HashSet<>();

    boolean json() { return json; }

    boolean quiet() { return quiet; }

    boolean verbose() { return verbose; }

    /** A line of the result, for people: left out with {@code --json}. */
    void line(String text) {
        if (!json) {
            result(text);
        }
    }

    /** The result for programs: left out without {@code --json}. */
    void json(Map<String, ?> object) {
        if (json) {
            result(Json.compact(object));
        }
    }

    private void result(String text) {
        PrintWriter out = command.commandLine().getOut();
        out.println(Printable.line(text));
        if (out.checkError()) {
            throw new CommandException(UNWRITABLE);
        }
    }

    /** A line on stderr that is no result. */
    void note(String text) {
        if (!quiet) {
            err().println(Printable.line(text));
            err().flush();
        }
    }

    /** What was found in data, said once: a warning is shown with {@code -q} too. */
    void notice(Notice notice) {
        if (!said.add(notice)) {
            return;
        }
        if (notice.isWarning()) {
            err().println(Printable.line("lanewise: warning: " + notice.text()));
            err().flush();
        } else {
            note("lanewise: " + notice.text());
        }
    }

    PrintWriter err() { return Objects.requireNonNull(command).commandLine().getErr(); }
}
