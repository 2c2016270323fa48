package dev.lanewise.benchmarks.run;

import dev.lanewise.benchmarks.Family;
import dev.lanewise.benchmarks.PredictionReference;
import dev.lanewise.benchmarks.PredictionTask;
import dev.lanewise.benchmarks.Task;
import dev.lanewise.benchmarks.TrainingReference;
import dev.lanewise.benchmarks.TrainingTask;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Libraries of Python, from cold. Each script reads its inputs from files and leaves its result in one. */
enum PythonPeer {
    /** Trains and predicts on the processor by NumPy. */
    SCIKIT_LEARN("scikit-learn", "sklearn", "python3-sklearn", "scikit_learn.py"),
    /** libtorch where it is used most. */
    PYTORCH("pytorch", "torch", "python3-torch", "pytorch.py");

    /** The system's own where another stands before it: its packages are the system's. */
    private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");
    private static final String SHARED = "coldstart.py";

    private final String label;
    private final String module;
    private final String debianPackage;
    private final String script;

    PythonPeer(String label, String module, String debianPackage, String script) {
        this.label = label;
        this.module = module;
        this.debianPackage = debianPackage;
        this.script = script;
    }

    /** Returns the peer of that name. */
    static Optional<PythonPeer> named(String label) {
        return Arrays.stream(values()).filter(peer -> peer.label.equals(label)).findFirst();
    }

    /** Returns the name in tables and on the command line. */
    String label() { return label; }

    /** Returns whether it has this task; one thread works on a prediction, as for all others. */
    boolean supports(String task, int threads) {
        if (Family.isPrediction(task))
            return PredictionTask.parse(task).callers() == 1 && threads == 1;
        if (Family.isTraining(task)) {
            var training = TrainingTask.parse(task);
            return !training.batchNorm() && training.faded() == 0;
        }
        var operation = Task.parse(task);
        boolean plain = !operation.transposeA() && !operation.transposeB() && operation.stride() == 0;
        return this == PYTORCH && operation.operation().equals(Task.GEMM) && plain;
    }

    /** Returns an interpreter that has the module. */
    Optional<String> interpreter() {
        return INTERPRETERS.stream().filter(this::isIn).findFirst();
    }

    private boolean isIn(String interpreter) {
        // Does not load the module, which takes seconds.
        var question = List.of(interpreter, "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('"
                + module + "') is None)");
        try {
            return new ProcessBuilder(question).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns what to do where no interpreter has it. */
    String missing() {
        return label + ": python3 has no module " + module + ". On Debian: apt install " + debianPackage;
    }

    /**
     * Writes scripts and inputs.
     *
     * @return the command, but for the moment of its start, which is its last argument
     */
    List<String> prepare(Path folder, Series series, double seconds) throws IOException {
        for (String name : List.of(SHARED, script))
            try (var in = PythonPeer.class.getResourceAsStream(name)) {
                Files.copy(in, folder.resolve(name));
            }
        String task = series.task();
        String kind;
        List<Integer> sizes;
        int batch = 0;
        if (Family.isPrediction(task)) {
            var prediction = PredictionTask.parse(task);
            kind = "prediction";
            sizes = prediction.widths();
            batch = prediction.batch();
            write(folder.resolve("x"), prediction.x());
            for (int layer = 0; layer < prediction.layers(); layer++) {
                write(folder.resolve("weights" + layer), prediction.weights(layer));
                write(folder.resolve("biases" + layer), prediction.biases(layer));
            }
        } else if (Family.isTraining(task)) {
            var training = TrainingTask.parse(task);
            kind = "training";
            sizes = training.widths();
            batch = training.batch();
            write(folder.resolve("x"), training.x());
            write(folder.resolve("labels"), training.labels());
            for (int layer = 0; layer < training.layers(); layer++) {
                write(folder.resolve("weights" + layer), training.weights(layer));
                write(folder.resolve("biases" + layer), new float[sizes.get(layer + 1)]);
            }
        } else {
            var product = Task.parse(task);
            kind = "product";
            sizes = List.of(product.m(), product.k(), product.n());
            write(folder.resolve("a"), product.input(0));
            write(folder.resolve("b"), product.input(1));
        }
        String joined = sizes.stream().map(String::valueOf).collect(Collectors.joining("-"));
        return List.of(interpreter().orElseThrow(() -> new IOException(missing())), folder.resolve(script).toString(),
                kind, joined, Integer.toString(batch), Integer.toString(series.threads()), Double.toString(seconds));
    }

    /**
     * Compares what the script has left with the reference.
     *
     * @throws AssertionError with one line that names the task
     */
    static void verify(Path folder, String task) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("result"))).order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        var result = new float[bytes.remaining()];
        bytes.get(result);
        if (Family.isPrediction(task)) {
            var probabilities = new double[result.length];
            Arrays.setAll(probabilities, i -> result[i]);
            PredictionReference.verify(PredictionTask.parse(task), probabilities);
        } else if (Family.isTraining(task)) {
            var training = TrainingTask.parse(task);
            TrainingReference.verifyFirst(training, result[0]);
            TrainingReference.verifyFallen(training, result[0], result[1]);
        } else {
            Task.parse(task).verify(0, result);
        }
    }

    private static void write(Path file, float... values) throws IOException {
        var bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    private static void write(Path file, int... values) throws IOException {
        var bytes = ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        Files.write(file, bytes.array());
    }
}
