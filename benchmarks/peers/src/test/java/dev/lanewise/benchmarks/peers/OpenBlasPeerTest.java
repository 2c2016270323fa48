package dev.lanewise.benchmarks.peers;

class OpenBlasPeerTest extends PeerContract {
    OpenBlasPeerTest() { super(new OpenBlasPeer()); }
}
