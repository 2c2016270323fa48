package dev.lanewise.kernel.opencl.ops;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.launch.Launch;
import dev.lanewise.kernel.opencl.launch.Launcher;

/** The kernels of optimizers.cl: one launch for all parameters. */
public final class Optimizers {
    private final Launcher launcher;

    public Optimizers(Launcher launcher) { this.launcher = launcher; }

    public void sgdStep(Update update) {
        begin("sgd_step", update).overElements(length(update));
    }

    public void momentumStep(Update update, double beta, double gradientFactor, View velocity) {
        begin("momentum_step", update).float32(beta).float32(gradientFactor).place(velocity)
                .overElements(length(update));
    }

    public void rmspropStep(Update update, double beta, double epsilon, View squares) {
        begin("rmsprop_step", update).float32(beta).float32(1 - beta).float32(epsilon).place(squares)
                .overElements(length(update));
    }

    public void adamStep(Update update, double beta1, double beta2, double epsilon, Counter step, View firstMoment,
            View secondMoment) {
        begin("adam_step", update).float32(beta1).float32(1 - beta1).float32(beta2).float32(1 - beta2)
                .float32(epsilon).changing(() -> 1 / (1 - Math.pow(beta1, step.value())))
                .changing(() -> 1 / (1 - Math.pow(beta2, step.value()))).place(firstMoment).place(secondMoment)
                .overElements(length(update));
    }

    private Launch begin(String kernel, Update update) {
        var settings = update.hyperParameters();
        return launcher.kernel("optimizers", kernel).int64(length(update)).place(update.parameters())
                .place(update.gradients()).indices(settings.blocks()).matrix(settings.table())
                .scalar(update.learningRate()).scalar(update.gradientScale());
    }

    private static long length(Update update) { return update.hyperParameters().layout().length(); }
}
