package dev.lanewise.guide;

import dev.lanewise.benchmarks.report.FiniteJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.util.Map;

/** Objects as JSON text; NaN and infinities, which JSON does not have, are null. */
final class Json {
    private static final JsonMapper COMPACT = FiniteJson.builder().build();
    private static final JsonMapper INDENTED = FiniteJson.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /** On one line. */
    static String compact(Object object) {
        return COMPACT.writeValueAsString(object);
    }

    /** For people to read. */
    static String indented(Object object) {
        return INDENTED.writeValueAsString(object);
    }

    /** Reads an object. */
    static Map<String, Object> read(String text) throws JacksonException {
        return COMPACT.readValue(text, new TypeReference<>() {});
    }
}
