/** Neural networks on the {@code Compute} interface: layers, losses, optimisers, training, evaluation, model files. */
module dev.lanewise.nn {
    requires transitive dev.lanewise.compute;
    requires tools.jackson.core;

    exports dev.lanewise.nn;
    exports dev.lanewise.nn.internal to dev.lanewise.data;
}
