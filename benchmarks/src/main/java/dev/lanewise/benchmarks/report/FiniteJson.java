package dev.lanewise.benchmarks.report;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.databind.deser.jdk.NumberDeserializers.DoubleDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON in which NaN and infinities, which it does not have, are null, wherever they stand; Jackson by itself writes them
 * as texts. Where a number is expected, null is read as NaN.
 */
public final class FiniteJson {
    private FiniteJson() {}

    /** Returns the beginning of a mapper. */
    public static JsonMapper.Builder builder() {
        var factory = JsonFactory.builder().addDecorator((_, generator) -> new NullInsteadOfNaN(generator)).build();
        // Double.class for both: to the deserializer of the primitive, null is an error.
        var numbers = new SimpleModule().addDeserializer(Double.class, new DoubleDeserializer(Double.class, Double.NaN))
                .addDeserializer(double.class, new DoubleDeserializer(Double.class, Double.NaN));
        return JsonMapper.builder(factory).addModule(numbers);
    }

    /** Every number of a document passes through here, whatever it is a part of. */
    private static final class NullInsteadOfNaN extends JsonGeneratorDelegate {
        NullInsteadOfNaN(JsonGenerator generator) { super(generator); }

        @Override
        public JsonGenerator writeNumber(double number) {
            return Double.isFinite(number) ? super.writeNumber(number) : writeNull();
        }

        @Override
        public JsonGenerator writeNumber(float number) {
            return Float.isFinite(number) ? super.writeNumber(number) : writeNull();
        }

        @Override
        public JsonGenerator writeArray(double[] numbers, int offset, int length) {
            writeStartArray(numbers, length);
            for (int i = 0; i < length; i++)
                writeNumber(numbers[offset + i]);
            return writeEndArray();
        }
    }
}
