package dev.lanewise.benchmarks.peers;

class MklPeerTest extends PeerContract {
    MklPeerTest() { super(new MklPeer()); }
}
