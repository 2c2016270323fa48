package dev.lanewise.benchmarks.peers;

class OnnxRuntimePredictionTest extends PredictionContract {
    OnnxRuntimePredictionTest() { super(new OnnxRuntimePrediction()); }
}
