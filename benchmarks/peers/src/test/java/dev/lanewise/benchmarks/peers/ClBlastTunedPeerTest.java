package dev.lanewise.benchmarks.peers;

class ClBlastTunedPeerTest extends PeerContract {
    ClBlastTunedPeerTest() {
        super(new ClBlastTunedPeer(), Runtime.getRuntime().availableProcessors(), "driver \\S*\\d");
    }
}
