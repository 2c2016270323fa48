package dev.lanewise.benchmarks.peers;

class TensorFlowTrainingTest extends TrainingContract {
    TensorFlowTrainingTest() { super(new TensorFlowTraining()); }
}
