package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.View;
import dev.lanewise.compute.internal.AtomicFile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Networks as safetensors files. The metadata holds the architecture, the loss and a SHA-256 over the whole file, taken
 * while the 64 digits of the sum itself are zeros. Nothing in a file depends on time, place or backend.
 */
final class ModelFile {
    /** The names of our own metadata begin with this. */
    static final String PREFIX = "lanewise.";
    /** A header of thousands of layers has less; a file that claims more is not ours. */
    static final int MAX_HEADER = 16 << 20;

    private static final String VERSION = "1";
    private static final String SUM_KEY = PREFIX + "sha256";
    private static final String NO_SUM = "0".repeat(64);
    /** Elements that are converted at a time. */
    private static final int BLOCK = 1 << 16;

    private final MessageDigest digest = sha256();
    private final SeekableByteChannel channel;
    private long dataBytes;

    private ModelFile(SeekableByteChannel channel) { this.channel = channel; }

    static void write(Network network, Map<String, String> metadata, Path file) throws IOException {
        var header = header(network, metadata).toBytes();
        if (header.length > MAX_HEADER)
            throw new IllegalArgumentException(
                    "metadata: makes a header of " + header.length + " bytes, at most " + MAX_HEADER + " are allowed");
        AtomicFile.write(file, out -> write(network, header, out));
    }

    /** Goes over the network twice, first for the sum that stands in front of it: a pipe cannot be written backwards. */
    static void write(Network network, byte[] header, OutputStream out) throws IOException {
        var digest = sha256();
        writeAll(network, header, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        var sum = HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
        var summed = header.clone();
        System.arraycopy(sum, 0, summed, sumOffset(header), sum.length);
        writeAll(network, summed, out);
    }

    /** Returns what belongs in the header, without the sum. */
    private static SafetensorsHeader header(Network network, Map<String, String> metadata) {
        var texts = new TreeMap<String, String>(metadata);
        for (var name : metadata.keySet())
            if (name.startsWith(PREFIX))
                throw new IllegalArgumentException("metadata: names must not begin with " + PREFIX + ", got " + name);
        texts.put(PREFIX + "version", VERSION);
        texts.put(PREFIX + "architecture", network.architecture().toString());
        texts.put(PREFIX + "loss", network.loss().name());
        texts.put(PREFIX + "seed", Long.toString(network.seed()));
        texts.put(SUM_KEY, NO_SUM);
        var type = network.compute().elementType();
        var tensors = new ArrayList<SafetensorsHeader.Tensor>();
        long offset = 0;
        for (var segment : segments(network.learned().layout(), network.running().layout())) {
            long end = offset + segment.elements() * type.bytes();
            tensors.add(
                    new SafetensorsHeader.Tensor(segment.name(), type, segment.rows(), segment.cols(), offset, end));
            offset = end;
        }
        return new SafetensorsHeader(texts, tensors);
    }

    private static void writeAll(Network network, byte[] header, OutputStream out) throws IOException {
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length).array());
        out.write(header);
        for (var block : blocks(network)) {
            var values = new double[Math.toIntExact(block.elements())];
            network.compute().download(block, values);
            out.write(encode(values, network.compute().elementType()));
        }
    }

    static Network read(Compute compute, Path file) throws IOException {
        return read(file, model -> model.read(compute));
    }

    static ModelHeader readHeader(Path file) throws IOException {
        return read(file, model -> header(SafetensorsHeader.parse(model.headerBytes(), model.dataBytes)));
    }

    /** What is read of an open file. */
    private interface Reading<T> {
        T of(ModelFile file) throws IOException;
    }

    private static <T> T read(Path file, Reading<T> reading) throws IOException {
        try {
            if (Files.isDirectory(file))
                throw new ModelFileException("is a directory");
            try (var channel = FileChannel.open(file)) {
                return reading.of(new ModelFile(channel));
            }
        } catch (ModelFileException e) {
            throw new ModelFileException(file + ": not a model file: " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new ModelFileException(file + ": there is no such file", e);
        }
    }

    private Network read(Compute compute) throws IOException {
        var bytes = headerBytes();
        var header = SafetensorsHeader.parse(bytes, dataBytes);
        var network = allocate(compute, header);
        try {
            digest.update(withoutSum(bytes));
            readParameters(network, header);
            if (!text(header.metadata(), "sha256").equals(hexDigest()))
                throw new ModelFileException("the checksum is wrong: the file was changed");
            network.repack();
            return network;
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** Reads what stands in front of the parameters. */
    private byte[] headerBytes() throws IOException {
        long size = channel.size();
        if (size < 8)
            throw new ModelFileException("has only " + size + " bytes");
        var prefix = readAll(8);
        long length = prefix.getLong(0);
        digest.update(prefix);
        if (length < 2 || length > Math.min(size - 8, MAX_HEADER))
            throw new ModelFileException(
                    "the header's length " + length + " does not fit a file of " + size + " bytes");
        dataBytes = size - 8 - length;
        return readAll((int) length).array();
    }

    private static ModelHeader header(SafetensorsHeader header) throws ModelFileException {
        var metadata = header.metadata();
        String version = metadata.get(PREFIX + "version");
        if (!VERSION.equals(version))
            throw new ModelFileException(version == null
                    ? "the metadata has no " + PREFIX + "version"
                    : "has format " + version + ", this release reads " + VERSION);
        try {
            var architecture = Architecture.parse(text(metadata, "architecture"));
            var plan = new LayerPlanner(architecture);
            requireSame(segments(plan.learned(), plan.running()), header.tensors());
            var own = new TreeMap<String, String>(metadata);
            own.keySet().removeIf(name -> name.startsWith(PREFIX));
            return new ModelHeader(architecture, Loss.named(text(metadata, "loss")),
                    Long.parseLong(text(metadata, "seed")), Map.copyOf(own));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw noNetwork(e);
        }
    }

    /** Allocates the network that the header describes; its matrices are compared with those in the file first. */
    private static Network allocate(Compute compute, SafetensorsHeader header) throws ModelFileException {
        var described = header(header);
        try {
            var network = new Network(compute, described.architecture(), described.seed());
            network.setLoss(described.loss());
            network.describe(described.metadata());
            return network;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw noNetwork(e);
        }
    }

    private static ModelFileException noNetwork(RuntimeException e) {
        return new ModelFileException(
                "the metadata does not describe a network: " + SafetensorsHeader.shown(e.getMessage(), 200), e);
    }

    private void readParameters(Network network, SafetensorsHeader header) throws IOException {
        var type = header.tensors().getFirst().type();
        for (var block : blocks(network)) {
            int elements = Math.toIntExact(block.elements());
            var bytes = readAll(Math.multiplyExact(elements, type.bytes()));
            digest.update(bytes.duplicate());
            network.compute().upload(decode(bytes, elements, type), block);
        }
    }

    private static void requireSame(List<ParameterLayout.Segment> needed, List<SafetensorsHeader.Tensor> found)
            throws ModelFileException {
        if (needed.size() != found.size())
            throw new ModelFileException(
                    "has " + found.size() + " matrices, its architecture needs " + needed.size());
        for (int i = 0; i < needed.size(); i++) {
            var segment = needed.get(i);
            var tensor = found.get(i);
            if (!segment.name().equals(tensor.name()) || segment.rows() != tensor.rows()
                    || segment.cols() != tensor.cols() || tensor.type() != found.getFirst().type())
                throw new ModelFileException("its matrix " + (i + 1) + " is not the " + segment.name() + " of "
                        + segment.rows() + "x" + segment.cols() + " that its architecture needs");
        }
    }

    private static String text(Map<String, String> metadata, String name) throws ModelFileException {
        String text = metadata.get(PREFIX + name);
        if (text == null)
            throw new ModelFileException("the metadata has no " + PREFIX + name);
        return text;
    }

    private static List<ParameterLayout.Segment> segments(ParameterLayout learned, ParameterLayout running) {
        var all = new ArrayList<>(learned.segments());
        all.addAll(running.segments());
        return all;
    }

    /** Returns all parameters in the order of the file, in pieces of some rows. */
    private static List<View> blocks(Network network) {
        var blocks = new ArrayList<View>();
        for (var parameters : List.of(network.learned(), network.running()))
            for (int s = 0; s < parameters.layout().segments().size(); s++) {
                var matrix = parameters.view(s);
                long rows = Math.max(1, BLOCK / matrix.cols());
                for (long row = 0; row < matrix.rows(); row += rows)
                    blocks.add(matrix.rows(row, Math.min(rows, matrix.rows() - row)));
            }
        return blocks;
    }

    private static byte[] encode(double[] values, ElementType type) {
        var bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, type.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values)
            if (type == ElementType.FLOAT32)
                bytes.putFloat((float) value);
            else
                bytes.putDouble(value);
        return bytes.array();
    }

    private static double[] decode(ByteBuffer bytes, int elements, ElementType type) {
        var values = new double[elements];
        for (int i = 0; i < elements; i++)
            values[i] = type == ElementType.FLOAT32 ? bytes.getFloat() : bytes.getDouble();
        return values;
    }

    /** Returns where in a header the digits of the sum stand. In other texts the quotes would be escaped. */
    private static int sumOffset(byte[] header) throws ModelFileException {
        var key = ("\"" + SUM_KEY + "\":\"").getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + key.length + NO_SUM.length() <= header.length; at++)
            if (Arrays.equals(header, at, at + key.length, key, 0, key.length))
                return at + key.length;
        throw new ModelFileException("the metadata has no " + SUM_KEY);
    }

    private static byte[] withoutSum(byte[] header) throws ModelFileException {
        var zeros = header.clone();
        int at = sumOffset(header);
        Arrays.fill(zeros, at, at + NO_SUM.length(), (byte) '0');
        return zeros;
    }

    private ByteBuffer readAll(int count) throws IOException {
        var bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining())
            if (channel.read(bytes) < 0)
                throw new ModelFileException("ends too early");
        return bytes.flip();
    }

    private String hexDigest() { return HexFormat.of().formatHex(digest.digest()); }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
