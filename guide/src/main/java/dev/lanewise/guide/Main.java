package dev.lanewise.guide;

import dev.lanewise.compute.ComputeException;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Nearest;
import dev.lanewise.nn.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;

/** The command line. Exit status 0: done, 1: failed, 2: wrong usage. */
@Command(name = "lanewise", mixinStandardHelpOptions = true, versionProvider = Versions.class,
        description = "Trains neural networks on plain loops, SIMD or OpenCL, and shows how.",
        footer = {"", "Each command has --help. Exit status: 0 done, 1 failed, 2 wrong usage."},
        subcommands = {TrainCommand.class, EvaluateCommand.class, PredictCommand.class, GradcheckCommand.class,
                ExerciseCommand.class, BenchCommand.class, TuneKernelsCommand.class, KitCommand.class,
                DoctorCommand.class})
public final class Main {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Main() {}

    /** Runs one command and ends the process with its status. */
    public static void main(String[] args) {
        // One line per record, to stderr, in the manner of the other messages.
        System.setProperty("java.util.logging.SimpleFormatter.format", "lanewise: %5$s%n");
        System.exit(run(args, System.out, System.err));
    }

    /** Runs one command and returns its exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        boolean verbose = Arrays.asList(args).contains("--verbose");
        var line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpAutoWidth(true)
                .setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        line.setParameterExceptionHandler((e, arguments) -> report(e, verbose, e.getCommandLine()));
        line.setExecutionExceptionHandler((e, command, parsed) -> report(e, verbose, command));
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            return report(e, verbose, line);
        }
    }

    private static int report(Throwable e, boolean verbose, CommandLine command) {
        if (verbose) {
            e.printStackTrace(command.getErr());
        }
        boolean usage = e instanceof UsageException || e instanceof CommandLine.ParameterException;
        String hint = usage ? " (see " + command.getCommandSpec().qualifiedName() + " --help)" : "";
        command.getErr().println("lanewise: " + message(e) + hint);
        return usage ? WRONG_USAGE : FAILED;
    }

    private static String message(Throwable e) {
        String message = switch (e) {
            case CommandLine.UnmatchedArgumentException unmatched -> e.getMessage() + suggestion(unmatched);
            case UsageException _,CommandException _,CommandLine.ParameterException _ -> e.getMessage();
            case DataException _,ComputeException _,DivergedException _ -> e.getMessage();
            case OutOfMemoryError _ -> "out of memory (" + e.getMessage()
                    + "); LANEWISE_JAVA_OPTS=-Xmx8g gives Java 8 GiB";
            default -> "internal error: " + e + " (--verbose shows where)";
        };
        return message.replaceAll("\\R", " ");
    }

    /** The option or command that was probably meant. */
    private static String suggestion(CommandLine.UnmatchedArgumentException e) {
        var spec = e.getCommandLine().getCommandSpec();
        var names = new ArrayList<>(spec.optionsMap().keySet());
        names.addAll(spec.subcommands().keySet());
        // An option may come with its value: --epoch=5.
        return Nearest.hint(e.getUnmatched().getFirst().replaceFirst("=.*", ""), names);
    }
}
