package dev.lanewise.benchmarks.peers;

class ClBlastPeerTest extends PeerContract {
    ClBlastPeerTest() { super(new ClBlastPeer(), Runtime.getRuntime().availableProcessors(), "driver \\S*\\d"); }
}
