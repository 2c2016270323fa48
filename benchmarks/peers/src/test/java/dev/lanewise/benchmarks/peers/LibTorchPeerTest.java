package dev.lanewise.benchmarks.peers;

class LibTorchPeerTest extends PeerContract {
    LibTorchPeerTest() { super(new LibTorchPeer()); }
}
