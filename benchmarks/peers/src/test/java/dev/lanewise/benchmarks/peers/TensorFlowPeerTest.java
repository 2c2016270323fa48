package dev.lanewise.benchmarks.peers;

class TensorFlowPeerTest extends PeerContract {
    TensorFlowPeerTest() { super(new TensorFlowPeer()); }
}
