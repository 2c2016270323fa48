package dev.lanewise.benchmarks.peers;

class LibxsmmPeerTest extends PeerContract {
    LibxsmmPeerTest() { super(new LibxsmmPeer()); }
}
