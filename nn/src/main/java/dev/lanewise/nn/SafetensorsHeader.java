package dev.lanewise.nn;

import dev.lanewise.compute.ElementType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final TokenStreamFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

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

    /** Returns the JSON text, padded. */
    byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeObjectPropertyStart(METADATA);
            metadata.forEach(json::writeStringProperty);
            json.writeEndObject();
            for (var tensor : tensors) {
                json.writeObjectPropertyStart(tensor.name);
                json.writeStringProperty("dtype", tensor.type == ElementType.FLOAT32 ? "F32" : "F64");
                json.writeName("shape");
                json.writeArray(new long[]{tensor.rows, tensor.cols}, 0, 2);
                json.writeName("data_offsets");
                json.writeArray(new long[]{tensor.begin, tensor.end}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        int length = bytes.size();
        var padded = Arrays.copyOf(bytes.toByteArray(), Math.ceilDiv(length, 8) * 8);
        Arrays.fill(padded, length, padded.length, (byte) ' ');
        return padded;
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
        try (var json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "the header is not a JSON object");
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                require(json.nextToken() == JsonToken.START_OBJECT,
                        "the header's " + shown(name) + " is not an object");
                if (name.equals(METADATA))
                    readMetadata(json, metadata);
                else
                    tensors.add(readTensor(json, name));
            }
            require(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null,
                    "something follows the header's JSON object");
        } catch (JacksonException e) {
            throw new ModelFileException("the header is not JSON: " + e.getOriginalMessage(), e);
        }
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

    private static void readMetadata(JsonParser json, SortedMap<String, String> metadata) throws ModelFileException {
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            require(json.nextToken() == JsonToken.VALUE_STRING, "the metadata's " + shown(name) + " is not a text");
            metadata.put(name, json.getString());
        }
        require(json.currentToken() == JsonToken.END_OBJECT, "the metadata is not an object of texts");
    }

    private static Tensor readTensor(JsonParser json, String name) throws ModelFileException {
        ElementType type = null;
        long[] shape = null;
        long[] offsets = null;
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            switch (field) {
                case "dtype" -> {
                    require(json.nextToken() == JsonToken.VALUE_STRING,
                            "the dtype of " + shown(name) + " is not a text");
                    type = switch (json.getString()) {
                        case "F32" -> ElementType.FLOAT32;
                        case "F64" -> ElementType.FLOAT64;
                        default -> throw new ModelFileException(
                                "the matrix " + shown(name) + " is " + shown(json.getString()) + ", needs F32 or F64");
                    };
                }
                case "shape" -> shape = readPair(json, name, field);
                case "data_offsets" -> offsets = readPair(json, name, field);
                default -> throw new ModelFileException(
                        "the matrix " + shown(name) + " has an unknown field " + shown(field));
            }
        }
        require(type != null && shape != null && offsets != null,
                "the matrix " + shown(name) + " lacks its dtype, shape or data_offsets");
        require(offsets[1] - offsets[0] == bytes(shape, type, name),
                "the matrix " + shown(name) + " has offsets that do not fit its shape");
        return new Tensor(name, type, shape[0], shape[1], offsets[0], offsets[1]);
    }

    private static long[] readPair(JsonParser json, String name, String field) throws ModelFileException {
        String message = "the " + field + " of " + shown(name) + " is not a pair of whole numbers";
        require(json.nextToken() == JsonToken.START_ARRAY, message);
        var pair = new long[2];
        for (int i = 0; i < 2; i++) {
            require(json.nextToken() == JsonToken.VALUE_NUMBER_INT, message);
            pair[i] = json.getLongValue();
            require(pair[i] >= 0, message);
        }
        require(json.nextToken() == JsonToken.END_ARRAY, message);
        return pair;
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

    /** A text from the file, fit for one line of a message. */
    private static String shown(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 40 ? clean.substring(0, 40) + ".." : clean;
    }
}
