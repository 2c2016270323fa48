package dev.lanewise.benchmarks.peers;

class ClBlastPeerTest extends PeerContract {
    ClBlastPeerTest() { super(new ClBlastPeer()); }
}
