package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.PredictionTask;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A task's network as an ONNX model: {@code Gemm}, {@code Relu}, ..., {@code Gemm}, {@code Softmax}. The few messages
 * of {@code onnx.proto} that it takes are written by hand; the numbers are those of its fields.
 */
final class OnnxModel {
    static final String INPUT = "x";
    static final String OUTPUT = "probabilities";

    private static final int IR_VERSION = 8;
    /** Of the operators: from 13 on softmax is that of the last dimension. */
    private static final int OPERATORS = 13;
    private static final int FLOAT = 1;

    private OnnxModel() {}

    static byte[] of(PredictionTask task) {
        var graph = new Message().text(2, "network");
        String value = INPUT;
        for (int layer = 0; layer < task.layers(); layer++) {
            boolean last = layer == task.layers() - 1;
            graph.message(1, node("Gemm", "z" + layer, value, "w" + layer, "b" + layer))
                    .message(1, last ? node("Softmax", OUTPUT, "z" + layer) : node("Relu", "a" + layer, "z" + layer))
                    .message(5, tensor("w" + layer, task.weights(layer), task.widths().get(layer),
                            task.widths().get(layer + 1)))
                    .message(5, tensor("b" + layer, task.biases(layer), task.widths().get(layer + 1)));
            value = "a" + layer;
        }
        graph.message(11, value(INPUT, task.batch(), task.features()))
                .message(12, value(OUTPUT, task.batch(), task.classes()));
        return new Message().number(1, IR_VERSION).message(7, graph).message(8, new Message().number(2, OPERATORS))
                .bytes();
    }

    private static Message node(String operator, String output, String... inputs) {
        var node = new Message();
        for (String input : inputs)
            node.text(1, input);
        return node.text(2, output).text(4, operator);
    }

    private static Message tensor(String name, float[] values, long... sizes) {
        var raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values)
            raw.putFloat(value);
        var tensor = new Message();
        for (long size : sizes)
            tensor.number(1, size);
        return tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array());
    }

    private static Message value(String name, long... sizes) {
        var shape = new Message();
        for (long size : sizes)
            shape.message(1, new Message().number(1, size));
        return new Message().text(1, name)
                .message(2, new Message().message(1, new Message().number(1, FLOAT).message(2, shape)));
    }

    /** A message of Protocol Buffers under construction. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int LENGTH_DELIMITED = 2;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3 | VARINT);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | LENGTH_DELIMITED);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message text(int field, String value) { return bytes(field, value.getBytes(StandardCharsets.UTF_8)); }

        Message message(int field, Message value) { return bytes(field, value.bytes()); }

        byte[] bytes() {
            return out.toByteArray();
        }

        /** Seven bits in each byte, the lowest first. */
        private void varint(long value) {
            long left = value;
            for (; left > 0x7f; left >>>= 7)
                out.write((int) (left & 0x7f | 0x80));
            out.write((int) left);
        }
    }
}
