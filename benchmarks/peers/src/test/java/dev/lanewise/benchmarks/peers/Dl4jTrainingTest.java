package dev.lanewise.benchmarks.peers;

class Dl4jTrainingTest extends TrainingContract {
    Dl4jTrainingTest() { super(new Dl4jTraining()); }
}
