package dev.lanewise.benchmarks.peers;

class OpenBlasAvx512PeerTest extends PeerContract {
    OpenBlasAvx512PeerTest() { super(new OpenBlasAvx512Peer()); }
}
