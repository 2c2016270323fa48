package dev.lanewise.benchmarks.peers;

class LibTorchTrainingTest extends TrainingContract {
    LibTorchTrainingTest() { super(new LibTorchTraining()); }
}
