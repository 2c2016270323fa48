package dev.lanewise.benchmarks.peers;

class OneDnnPeerTest extends PeerContract {
    OneDnnPeerTest() { super(new OneDnnPeer()); }
}
