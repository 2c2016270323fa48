/** Neural networks on the {@code Compute} interface: layers, losses, optimisers, training, evaluation, model files. */
module dev.lanewise.nn {
    requires transitive dev.lanewise.compute;

    exports dev.lanewise.nn;
    exports dev.lanewise.nn.internal to dev.lanewise.data;
}
