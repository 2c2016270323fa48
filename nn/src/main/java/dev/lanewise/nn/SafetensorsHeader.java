package dev.lanewise.nn;

import dev.lanewise.compute.ElementType;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The header of a safetensors file: a JSON object that names texts and matrices. On disk stand 8 bytes with the
 * header's length (little endian), the header, padded with spaces to a multiple of 8 bytes, and the matrices' elements
 * in row-major order, little endian, without gaps.
 *
 * @param metadata names and texts
 * @param tensors in the order of their offsets
 */
record SafetensorsHeader(SortedMap<String, String> metadata, List<Tensor> tensors) {
    private static final String METADATA = "__metadata__";
    /** A thousand layers, the most there may be, have four matrices each at most. */
    private static final int MAX_TENSORS = 4000;

    /**
     * A matrix in the file.
     *
     * @param begin offset of the first byte behind the header
     * @param end offset behind the last byte
     */
    record Tensor(String name, ElementType type, long rows, long cols, long begin, long end) {}

    /** Returns the number of bytes of all matrices. */
    long dataBytes() {
        return tensors.isEmpty() ? 0 : tensors.getLast().end;
    }

    /**
     * Returns the JSON text, padded.
     *
     * @throws IllegalArgumentException if a text has half of a surrogate pair
     */
    byte[] toBytes() {
        var json = new StringBuilder("{");
        StrictJson.append(json, METADATA);
        json.append(":{");
        metadata.forEach((name, text) -> {
            StrictJson.append(json, name);
            json.append(':');
            StrictJson.append(json, text);
            json.append(',');
        });
        if (!metadata.isEmpty())
            json.setLength(json.length() - 1);
        json.append('}');
        for (var tensor : tensors) {
            json.append(',');
            StrictJson.append(json, tensor.name);
            json.append(":{\"dtype\":\"").append(tensor.type == ElementType.FLOAT32 ? "F32" : "F64");
            json.append("\",\"shape\":[").append(tensor.rows).append(',').append(tensor.cols);
            json.append("],\"data_offsets\":[").append(tensor.begin).append(',').append(tensor.end).append("]}");
        }
        try {
            var utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json.append('}')));
            var padded = new byte[Math.ceilDiv(utf8.remaining(), 8) * 8];
            Arrays.fill(padded, (byte) ' ');
            utf8.get(padded, 0, utf8.remaining());
            return padded;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("metadata: has half of a surrogate pair, needs whole characters", e);
        }
    }

    /**
     * Reads the JSON text. Nothing that it says is believed: offsets must follow each other without gaps and fit the
     * shapes.
     *
     * @param dataBytes number of bytes behind the header
     * @throws ModelFileException if the text is not such a header
     */
    static SafetensorsHeader parse(byte[] bytes, long dataBytes) throws ModelFileException {
        var metadata = new TreeMap<String, String>();
        var tensors = new ArrayList<Tensor>();
        var json = new StrictJson(bytes);
        require(json.peek() != '[' && json.peek() != '"', "the header is not a JSON object");
        json.object(name -> {
            require(json.peek() == '{', "the header's " + shown(name) + " is not an object");
            require(tensors.size() < MAX_TENSORS, "the header has more than " + MAX_TENSORS + " matrices");
            if (name.equals(METADATA))
                readMetadata(json, metadata);
            else
                tensors.add(readTensor(json, name));
        });
        require(json.ended(), "something follows the header's JSON object");
        tensors.sort((a, b) -> Long.compare(a.begin, b.begin));
        long end = 0;
        for (var tensor : tensors) {
            require(tensor.begin == end && tensor.end >= end,
                    "the matrix " + shown(tensor.name) + " does not begin where the one before it ends");
            end = tensor.end;
        }
        require(end == dataBytes, "the header needs " + end + " bytes of data behind it, the file has " + dataBytes);
        return new SafetensorsHeader(metadata, tensors);
    }

    private static void readMetadata(StrictJson json, SortedMap<String, String> metadata) throws ModelFileException {
        json.object(name -> {
            require(json.peek() == '"', "the metadata's " + shown(name) + " is not a text");
            metadata.put(name, json.string());
        });
    }

    private static Tensor readTensor(StrictJson json, String name) throws ModelFileException {
        var type = new ElementType[1];
        var shape = new long[2];
        var offsets = new long[2];
        var found = new HashSet<String>();
        json.object(field -> {
            found.add(field);
            switch (field) {
                case "dtype" -> type[0] = readType(json, name);
                case "shape" -> readPair(json, name, field, shape);
                case "data_offsets" -> readPair(json, name, field, offsets);
                default -> throw new ModelFileException(
                        "the matrix " + shown(name) + " has an unknown field " + shown(field));
            }
        });
        require(found.size() == 3, "the matrix " + shown(name) + " lacks its dtype, shape or data_offsets");
        require(offsets[1] - offsets[0] == bytes(shape, type[0], name),
                "the matrix " + shown(name) + " has offsets that do not fit its shape");
        return new Tensor(name, type[0], shape[0], shape[1], offsets[0], offsets[1]);
    }

    private static ElementType readType(StrictJson json, String name) throws ModelFileException {
        require(json.peek() == '"', "the dtype of " + shown(name) + " is not a text");
        String type = json.string();
        return switch (type) {
            case "F32" -> ElementType.FLOAT32;
            case "F64" -> ElementType.FLOAT64;
            default -> throw new ModelFileException(
                    "the matrix " + shown(name) + " is " + shown(type) + ", needs F32 or F64");
        };
    }

    private static void readPair(StrictJson json, String name, String field, long[] pair) throws ModelFileException {
        String message = "the " + field + " of " + shown(name) + " is not a pair of whole numbers";
        require(json.peek() == '[', message);
        json.expect('[');
        for (int i = 0; i < 2; i++) {
            require("]{[\"".indexOf(json.peek()) < 0 && json.wholeNumber(), message);
            pair[i] = json.whole();
            require(json.another(']') == (i == 0), message);
        }
    }

    private static long bytes(long[] shape, ElementType type, String name) throws ModelFileException {
        try {
            return Math.multiplyExact(Math.multiplyExact(shape[0], shape[1]), (long) type.bytes());
        } catch (ArithmeticException e) {
            throw new ModelFileException("the matrix " + shown(name) + " has an impossible shape", e);
        }
    }

    private static void require(boolean holds, String message) throws ModelFileException {
        if (!holds)
            throw new ModelFileException(message);
    }

    private static String shown(String name) { return shown(name, 40); }

    /** Returns a text from the file, fit for one line of a message. */
    static String shown(String text, int longest) {
        String beginning = text.length() > longest ? text.substring(0, longest) + ".." : text;
        return beginning.replaceAll("\\p{Cntrl}", "?");
    }
}
