package dev.lanewise.benchmarks.peers;

class Nd4jPeerTest extends PeerContract {
    Nd4jPeerTest() { super(new Nd4jPeer()); }
}
