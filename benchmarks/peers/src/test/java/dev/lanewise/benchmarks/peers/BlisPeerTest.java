package dev.lanewise.benchmarks.peers;

class BlisPeerTest extends PeerContract {
    BlisPeerTest() { super(new BlisPeer()); }
}
