package dev.lanewise.guide;

import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.internal.FileFault;
import dev.lanewise.compute.internal.Nearest;
import dev.lanewise.compute.internal.Printable;
import dev.lanewise.data.DataException;
import dev.lanewise.nn.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line. Exit status 0: done, 1: failed, 2: wrong usage. */
@Command(name = "lanewise", mixinStandardHelpOptions = true, versionProvider = Versions.class,
        description = "Trains neural networks on plain loops, SIMD or OpenCL, and shows how.",
        footer = {"", "Each command has --help. Exit status: 0 done, 1 failed, 2 wrong usage."})
public final class Main {
    private static final List<Class<?>> COMMANDS = List.of(TrainCommand.class, EvaluateCommand.class,
            PredictCommand.class, GradcheckCommand.class, ExerciseCommand.class, BenchCommand.class,
            TuneKernelsCommand.class, KitCommand.class, DoctorCommand.class);

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    /** Characters: some ten lines, for a message that names many things. */
    private static final int LONGEST_MESSAGE = 1000;

    private Main() {}

    /** Runs one command and ends the process with its status. */
    public static void main(String[] args) {
        LogLine.install();
        PrintStream out = System.out;
        // What libraries print is no result.
        System.setOut(System.err);
        Thread watch = Interruption.watch(System.err);
        int status;
        try {
            status = run(args, out, System.err);
        } finally {
            Interruption.end(watch);
        }
        System.exit(status);
    }

    /** Runs one command and returns its exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        boolean verbose = Arrays.asList(args).contains("--verbose");
        var line = commandLine(args).setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpAutoWidth(true)
                .setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        line.setParameterExceptionHandler((e, arguments) -> report(e, verbose, e.getCommandLine()));
        line.setExecutionExceptionHandler((e, command, parsed) -> report(e, verbose, command));
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            return report(e, verbose, line);
        }
    }

    /** Without the other commands if the first argument names one: reading their options would only delay it. */
    private static CommandLine commandLine(String[] args) {
        var line = new CommandLine(new Main());
        var named = COMMANDS.stream().filter(c -> args.length > 0 && name(c).equals(args[0])).findFirst();
        named.<List<Class<?>>>map(List::of).orElse(COMMANDS).forEach(c -> line.addSubcommand(name(c), c));
        return line;
    }

    private static String name(Class<?> command) { return command.getAnnotation(Command.class).name(); }

    private static int report(Throwable e, boolean verbose, CommandLine command) {
        if (verbose) {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            trace.toString().lines().map(line -> Printable.line(line.replace("\t", "    ")))
                    .forEach(command.getErr()::println);
        }
        boolean usage = e instanceof UsageException || e instanceof CommandLine.ParameterException;
        String hint = usage ? " (see " + command.getCommandSpec().qualifiedName() + " --help)" : "";
        command.getErr().println("lanewise: " + Printable.shortened(message(e), LONGEST_MESSAGE) + hint);
        return usage ? WRONG_USAGE : FAILED;
    }

    private static String message(Throwable e) {
        return switch (e) {
            case CommandLine.UnmatchedArgumentException unmatched -> e.getMessage() + suggestion(unmatched);
            case UsageException _,CommandException _,CommandLine.ParameterException _ -> e.getMessage();
            case DataException _,ComputeException _,DivergedException _ -> e.getMessage();
            case UncheckedIOException wrapped -> fault(wrapped.getCause());
            case IOException fault -> fault(fault);
            case OutOfMemoryError _ -> "out of memory (" + e.getMessage()
                    + "); LANEWISE_JAVA_OPTS=-Xmx8g gives Java 8 GiB";
            default -> "internal error: " + e + " (--verbose shows where)";
        };
    }

    private static String fault(IOException e) {
        String reason = FileFault.reason(e);
        String file = e instanceof FileSystemException other ? other.getFile() : null;
        return file == null || reason.contains(file) ? reason : file + ": " + reason;
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
