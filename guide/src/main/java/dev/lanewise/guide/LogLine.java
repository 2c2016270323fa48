package dev.lanewise.guide;

import dev.lanewise.compute.internal.Printable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

/** What libraries log, in the manner of the other messages: a line on stderr for each record, warnings as such. */
public final class LogLine extends Formatter {
    /** Sets logging up; the platform makes one of it, by the name in its property, when the first record is logged. */
    public static final class Setup {
        /** For the platform. */
        public Setup() throws IOException {
            String settings = "handlers=java.util.logging.ConsoleHandler\njava.util.logging.ConsoleHandler.formatter="
                    + LogLine.class.getName();
            LogManager.getLogManager().readConfiguration(
                    new ByteArrayInputStream(settings.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    /** For the platform. */
    public LogLine() {}

    /** Has logging set up when it is first used. */
    static void install() {
        System.setProperty("java.util.logging.config.class", Setup.class.getName());
    }

    @Override
    public String format(LogRecord message) {
        String kind = message.getLevel().intValue() < Level.WARNING.intValue() ? "" : "warning: ";
        return "lanewise: " + kind + Printable.line(formatMessage(message)) + System.lineSeparator();
    }
}
