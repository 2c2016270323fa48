package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.ElementType;
import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Beside Jackson, which wrote these headers once: the same bytes, and nothing read that it does not read. */
class StrictJsonTest {
    private static final TokenStreamFactory JACKSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** Texts of characters that are likely to be handled wrongly. */
    private static String text(SplitMix64 random) {
        int[] odd = {'"', '\\', '/', 0, 1, 8, 9, 10, 12, 13, 0x1f, 0x7f, 0x80, 0xe9, 0x2028, 0xfeff, 0xffff, 0x10000,
                0x1f600, 0x10ffff, '{', '}', ',', ':', ' '};
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--)
            if (random.nextInt(2) == 0)
                text.append((char) ('a' + random.nextInt(26)));
            else
                text.appendCodePoint(odd[random.nextInt(odd.length)]);
        return text.toString();
    }

    private static byte[] byJackson(SafetensorsHeader header) {
        var bytes = new ByteArrayOutputStream();
        try (var json = JACKSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeObjectPropertyStart("__metadata__");
            header.metadata().forEach(json::writeStringProperty);
            json.writeEndObject();
            for (var tensor : header.tensors()) {
                json.writeObjectPropertyStart(tensor.name());
                json.writeStringProperty("dtype", tensor.type() == ElementType.FLOAT32 ? "F32" : "F64");
                json.writeName("shape");
                json.writeArray(new long[]{tensor.rows(), tensor.cols()}, 0, 2);
                json.writeName("data_offsets");
                json.writeArray(new long[]{tensor.begin(), tensor.end()}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        int length = bytes.size();
        var padded = Arrays.copyOf(bytes.toByteArray(), Math.ceilDiv(length, 8) * 8);
        Arrays.fill(padded, length, padded.length, (byte) ' ');
        return padded;
    }

    @Test
    void writesTheBytesThatJacksonWroteAndReadsThemBack() throws ModelFileException {
        var random = new SplitMix64(1);
        for (int round = 0; round < 2000; round++) {
            var metadata = new TreeMap<String, String>();
            for (int i = random.nextInt(4); i > 0; i--)
                metadata.put(text(random), text(random));
            var tensors = new ArrayList<SafetensorsHeader.Tensor>();
            long end = 0;
            for (int i = random.nextInt(4); i > 0; i--) {
                long rows = 1 + random.nextInt(9);
                long begin = end;
                end += rows * 8;
                tensors.add(new SafetensorsHeader.Tensor(i + text(random), ElementType.FLOAT64, rows, 1, begin, end));
            }
            var header = new SafetensorsHeader(metadata, tensors);
            assertArrayEquals(byJackson(header), header.toBytes());
            assertEquals(header, SafetensorsHeader.parse(header.toBytes(), end));
        }
    }

    /** Reads an object of texts and of pairs of whole numbers; texts and numbers in one map. */
    private static Map<String, Object> read(byte[] json) throws ModelFileException {
        var map = new LinkedHashMap<String, Object>();
        var reader = new StrictJson(json);
        reader.object(name -> {
            if (reader.peek() == '"')
                map.put(name, reader.string());
            else {
                assertWhole(reader.wholeNumber());
                map.put(name, reader.whole());
            }
        });
        assertWhole(reader.ended());
        return map;
    }

    private static void assertWhole(boolean holds) throws ModelFileException {
        if (!holds)
            throw new ModelFileException("not of this form");
    }

    /** Null where Jackson refuses, or reads something that is not of this form. */
    private static Map<String, Object> readByJackson(byte[] json) {
        var map = new LinkedHashMap<String, Object>();
        try (var reader = JACKSON.createParser(ObjectReadContext.empty(), json)) {
            if (reader.nextToken() != JsonToken.START_OBJECT)
                return null;
            for (String name = reader.nextName(); name != null; name = reader.nextName()) {
                var token = reader.nextToken();
                if (token == JsonToken.VALUE_STRING)
                    map.put(name, reader.getString());
                else if (token == JsonToken.VALUE_NUMBER_INT && reader.getLongValue() >= 0)
                    map.put(name, reader.getLongValue());
                else
                    return null;
            }
            return reader.currentToken() == JsonToken.END_OBJECT && reader.nextToken() == null ? map : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Damaged texts: both refuse, or both read the same. Stricter than Jackson are the two cases of another test. */
    @Test
    void agreesWithJacksonOnDamagedTexts() {
        var random = new SplitMix64(2);
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            var json = new StringBuilder("{");
            for (int i = random.nextInt(4); i >= 0; i--) {
                StrictJson.append(json, text(random));
                json.append(random.nextInt(2) == 0 ? ":" : " \t:\n ");
                if (random.nextInt(2) == 0)
                    json.append(random.nextLong() >>> random.nextInt(64)).append(random.nextInt(9) == 0 ? ".5" : "");
                else
                    StrictJson.append(json, text(random));
                json.append(i > 0 ? "," : "}");
            }
            var bytes = json.toString().getBytes(StandardCharsets.UTF_8);
            var parts = "{}[]\",:\\ueE+-.019af \u0000\u001f\u00e9".getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(3); i > 0; i--)
                bytes[random.nextInt(bytes.length)] = parts[random.nextInt(parts.length)];
            Map<String, Object> own;
            try {
                own = read(bytes);
                accepted++;
            } catch (ModelFileException e) {
                assertFalse(e.getMessage().contains("\n"));
                own = null;
            }
            assertEquals(readByJackson(bytes), own, () -> new String(bytes, StandardCharsets.UTF_8));
        }
        assertTrue(accepted > 5000 && accepted < 15_000, accepted + " were accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}",
            "{\"a\":1}}",
            "{\"a\":1}\u0000", "{\"a\":1}x", "\ufeff{\"a\":1}", "{\"a\":01}", "{\"a\":-}", "{\"a\":1.}", "{\"a\":1e}",
            "{\"a\":+1}", "{\"a\":.5}", "{\"a\":0x1}", "{\"a\":NaN}", "{\"a\":9223372036854775808}",
            "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\\ud800\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\x\"}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"b}", "{\"a\":1,\"\\u0061\":2}", "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\":1;}",
            "/**/{\"a\":1}",
            "{\"a\":\u00a01}"})
    void refuses(String json) {
        var e = assertThrows(ModelFileException.class, () -> read(json.getBytes(StandardCharsets.UTF_8)));
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void readsEscapesAndTheLargestNumber() throws ModelFileException {
        assertEquals(Map.of("a/\"\\\b\f\n\r\t\u00e9\ud83d\ude00", Long.MAX_VALUE), read(
                "{\"a\\/\\\"\\\\\\b\\f\\n\\r\\t\\u00E9\\uD83d\\uDE00\" : 9223372036854775807 } \r\n"
                        .getBytes(StandardCharsets.UTF_8)));
        assertEquals(Map.of(), read("{ }".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        for (int[] bad : new int[][]{{0x80}, {0xc0, 0x80}, {0xe2, 0x28, 0xa1}, {0xed, 0xa0, 0x80},
                {0xf5, 0x80, 0x80, 0x80}}) {
            var json = new ByteArrayOutputStream();
            json.writeBytes("{\"a\":\"".getBytes(StandardCharsets.UTF_8));
            for (int b : bad)
                json.write(b);
            json.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
            var e = assertThrows(ModelFileException.class, () -> read(json.toByteArray()));
            assertEquals("the header is not JSON: its bytes are not UTF-8", e.getMessage());
        }
    }

    /** What would exhaust a stack or the memory is refused where it stands. */
    @Test
    void refusesDepthAndLength() {
        for (var text : List.of("{\"a\":".repeat(1 << 20), "[".repeat(1 << 20), "{\"a\":" + "9".repeat(1 << 20) + "}"))
            assertThrows(ModelFileException.class,
                    () -> SafetensorsHeader.parse(text.getBytes(StandardCharsets.UTF_8), 0));
        var many = new StringBuilder("{\"0\":{\"dtype\":\"F32\",\"shape\":[0,0],\"data_offsets\":[0,0]}");
        for (int i = 1; i <= 4000; i++)
            many.append(",\"").append(i).append("\":{\"dtype\":\"F32\",\"shape\":[0,0],\"data_offsets\":[0,0]}");
        var e = assertThrows(ModelFileException.class,
                () -> SafetensorsHeader.parse(many.append('}').toString().getBytes(StandardCharsets.UTF_8), 0));
        assertEquals("the header has more than 4000 matrices", e.getMessage());
    }

    @Test
    void doesNotWriteHalfACharacter() {
        var metadata = new TreeMap<>(Map.of("a", "\ud800"));
        var e = assertThrows(IllegalArgumentException.class,
                () -> new SafetensorsHeader(metadata, List.of()).toBytes());
        assertEquals("metadata: has half of a surrogate pair, needs whole characters", e.getMessage());
    }
}
