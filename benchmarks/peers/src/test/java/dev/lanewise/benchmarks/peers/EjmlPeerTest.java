package dev.lanewise.benchmarks.peers;

class EjmlPeerTest extends PeerContract {
    EjmlPeerTest() { super(new EjmlPeer()); }
}
