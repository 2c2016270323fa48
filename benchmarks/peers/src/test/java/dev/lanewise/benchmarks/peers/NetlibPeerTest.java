package dev.lanewise.benchmarks.peers;

class NetlibPeerTest extends PeerContract {
    NetlibPeerTest() { super(new NetlibPeer()); }
}
