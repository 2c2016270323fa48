package dev.lanewise.benchmarks.peers;

class LibxsmmKernelPeerTest extends PeerContract {
    LibxsmmKernelPeerTest() { super(new LibxsmmKernelPeer()); }
}
