package dev.lanewise.nn;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;

/**
 * As much of JSON (RFC 8259) as the header of a model file has: objects, texts and whole numbers, written and read
 * without a library many times the size of this module. Who reads asks for what must come next, so nothing nests deeper
 * than the reader's own code. Nothing lax is accepted: no byte-order mark, comment, name that comes twice, comma at an
 * end, control character or half of a surrogate pair.
 */
final class StrictJson {
    /** Reads the value of a member. */
    @FunctionalInterface
    interface Members {
        void read(String name) throws ModelFileException;
    }

    private final String text;
    private int at;
    private long whole;

    /**
     * Reads from UTF-8.
     *
     * @throws ModelFileException if it is not
     */
    StrictJson(byte[] utf8) throws ModelFileException {
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new ModelFileException("the header is not JSON: its bytes are not UTF-8", e);
        }
    }

    /** Appends a text as a value or name. */
    static void append(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ')
                        out.append(String.format("\\u%04X", (int) c));
                    else
                        out.append(c);
                }
            }
        }
        out.append('"');
    }

    /** Returns the next character that is not white space; 0 at the end. */
    char peek() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0)
            at++;
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Returns whether nothing but white space is left. */
    boolean ended() {
        peek();
        return at == text.length();
    }

    /** Reads an object, each value of it by {@code members}. */
    void object(Members members) throws ModelFileException {
        expect('{');
        if (peek() == '}') {
            at++;
            return;
        }
        var names = new HashSet<String>();
        do {
            String name = string();
            if (!names.add(name))
                throw new ModelFileException(
                        "the header is not JSON: duplicate name " + SafetensorsHeader.shown(name, 40));
            expect(':');
            members.read(name);
        } while (another('}'));
    }

    /** Reads a text. */
    String string() throws ModelFileException {
        expect('"');
        var value = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"')
                break;
            if (c < ' ')
                throw unexpected();
            value.append(c == '\\' ? escaped() : c);
        }
        for (int i = 0; i < value.length(); i++)
            if (Character.isSurrogate(value.charAt(i))) {
                if (!Character.isSurrogatePair(value.charAt(i), i + 1 < value.length() ? value.charAt(i + 1) : 0))
                    throw new ModelFileException("the header is not JSON: half of a surrogate pair in a text");
                i++;
            }
        return value.toString();
    }

    /** Reads a number and returns whether it is whole and not negative; if so, {@link #whole} is it. */
    boolean wholeNumber() throws ModelFileException {
        peek();
        int start = at;
        boolean negative = skip("-");
        int first = at;
        digits();
        if (at - first > 1 && text.charAt(first) == '0')
            throw new ModelFileException("the header is not JSON: a number begins with 0 at character " + first);
        int end = at;
        if (skip("."))
            digits();
        if (skip("eE")) {
            skip("+-");
            digits();
        }
        if (at > end || negative)
            return false;
        try {
            whole = Long.parseLong(text, start, end, 10);
            return true;
        } catch (NumberFormatException e) {
            throw new ModelFileException("the header is not JSON that can be: a number of " + (end - start) + " digits",
                    e);
        }
    }

    /** Returns the number that was read last. */
    long whole() { return whole; }

    /** Reads the comma in front of another element, or the end. */
    boolean another(char end) throws ModelFileException {
        if (peek() == ',') {
            at++;
            return true;
        }
        expect(end);
        return false;
    }

    /** Reads a character between values. */
    void expect(char wanted) throws ModelFileException {
        peek();
        if (next() != wanted)
            throw unexpected();
    }

    private void digits() throws ModelFileException {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9')
            at++;
        if (at == start) {
            next();
            throw unexpected();
        }
    }

    private boolean skip(String anyOf) {
        boolean there = at < text.length() && anyOf.indexOf(text.charAt(at)) >= 0;
        if (there)
            at++;
        return there;
    }

    private char escaped() throws ModelFileException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = "0123456789abcdef".indexOf(Character.toLowerCase(next()));
                    if (digit < 0)
                        throw unexpected();
                    code = 16 * code + digit;
                }
                yield (char) code;
            }
            default -> throw unexpected();
        };
    }

    private char next() throws ModelFileException {
        if (at == text.length())
            throw new ModelFileException("the header is not JSON: it ends too early");
        return text.charAt(at++);
    }

    /** Names the character that was read last. */
    private ModelFileException unexpected() {
        return new ModelFileException("the header is not JSON: unexpected "
                + SafetensorsHeader.shown(String.valueOf(text.charAt(at - 1)), 1) + " at character " + (at - 1));
    }
}
