package dev.lanewise.kernel.opencl.ops;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.launch.Launch;
import dev.lanewise.kernel.opencl.launch.Launcher;

/** The kernels of elementwise.cl and dropout.cl. */
public final class Elementwise {
    private final Launcher launcher;

    public Elementwise(Launcher launcher) { this.launcher = launcher; }

    public void unary(UnaryOp op, View x, View out) { run("unary", launch -> launch.int32(op.ordinal()), out, x); }

    public void binary(BinaryOp op, View a, View b, View out) {
        run("binary", launch -> launch.int32(op.ordinal()), out, a, b);
    }

    public void scale(Scalar alpha, View x, View out) { run("scale", launch -> launch.scalar(alpha), out, x); }

    public void axpby(Scalar alpha, View x, Scalar beta, View y) {
        run("axpby", launch -> launch.scalar(alpha).scalar(beta), y, x);
    }

    public void activation(Activation f, View x, View out) {
        run("activation", launch -> launch.int32(f.ordinal()), out, x);
    }

    public void activationBackward(Activation f, View saved, View upstream, View out) {
        run("activation_backward", launch -> launch.int32(f.ordinal()), out, saved, upstream);
    }

    public void copy(View x, View out) { run("copy", launch -> {}, out, x); }

    public void fill(Scalar value, View out) { run("fill", launch -> launch.scalar(value), out); }

    public void dropout(View x, Dropout dropout, Counter step, Counter firstRow, View out) {
        launcher.kernel("dropout", "dropout").int64(out.rows()).int64(out.cols()).matrix(x).matrix(out)
                .int64(dropout.seed()).int32(dropout.layer()).int32(dropout.threshold()).float32(dropout.scale())
                .counter(step).counter(firstRow).overMatrix(out.rows(), out.cols());
    }

    /** What an operation needs besides its views. */
    private interface Parameters {
        void addTo(Launch launch);
    }

    private void run(String kernel, Parameters parameters, View out, View... inputs) {
        boolean contiguous = out.isContiguous();
        for (var x : inputs)
            contiguous &= x.isContiguous();
        var launch = launcher.kernel("elementwise", contiguous ? kernel : kernel + "_strided");
        if (contiguous) {
            launch.int64(out.elements());
            for (var x : inputs)
                launch.place(x);
            launch.place(out);
            parameters.addTo(launch);
            launch.overElements(out.elements());
        } else {
            launch.int64x4(out.size4(0), out.size4(1), out.size4(2), out.size4(3));
            for (var x : inputs)
                launch.strided(x);
            launch.strided(out);
            parameters.addTo(launch);
            launch.overMatrix(out.size4(0) * out.size4(1) * out.size4(2), out.cols());
        }
    }
}
