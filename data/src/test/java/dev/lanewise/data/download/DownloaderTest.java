package dev.lanewise.data.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lanewise.data.DataException;
import dev.lanewise.data.sets.DataSets;
import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Downloads from a server on the loopback address whose paths name what goes wrong. */
class DownloaderTest {
    private static final byte[] BYTES = randomBytes(300_000);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path cache;

    private final CountDownLatch testOver = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private ExecutorService threads;
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        threads = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/good/", exchange -> send(exchange, 200, BYTES, BYTES.length));
        server.createContext("/wrong/", exchange -> send(exchange, 200, new byte[BYTES.length], BYTES.length));
        server.createContext("/short/", exchange -> send(exchange, 200, Arrays.copyOf(BYTES, 1000), 1000));
        server.createContext("/cut/", exchange -> send(exchange, 200, Arrays.copyOf(BYTES, 1000), BYTES.length));
        server.createContext("/long/", exchange -> send(exchange, 200, new byte[4 * BYTES.length], 0));
        server.createContext("/missing/", exchange -> send(exchange, 404, "not here".getBytes(
                StandardCharsets.UTF_8), 8));
        server.createContext("/silent/", exchange -> awaitEnd());
        server.createContext("/stops/", exchange -> {
            exchange.sendResponseHeaders(200, BYTES.length);
            exchange.getResponseBody().write(BYTES, 0, 100_000);
            exchange.getResponseBody().flush();
            awaitEnd();
        });
        server.createContext("/moved/", exchange -> {
            exchange.getResponseHeaders().add("Location", "/good/data.bin");
            send(exchange, 302, new byte[0], -1);
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        testOver.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void send(HttpExchange exchange, int status, byte[] body, long length) throws IOException {
        requests.incrementAndGet();
        exchange.sendResponseHeaders(status, length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void awaitEnd() {
        try {
            testOver.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        var random = new SplitMix64(9);
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) random.nextLong();
        }
        return bytes;
    }

    private URI at(String path) {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/" + path + "/data.bin");
    }

    private RemoteFile file(URI... mirrors) throws Exception {
        String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(BYTES));
        return new RemoteFile("set", "data.bin", BYTES.length, sha256, List.of(mirrors));
    }

    private Downloader downloader(boolean offline, Downloader.Progress progress) {
        return new Downloader(new CacheSettings(cache, offline), SHORT, progress);
    }

    private void fetch(URI... mirrors) throws Exception {
        downloader(false, (file, bytes) -> {}).fetch(List.of(file(mirrors)));
    }

    private List<String> cached() throws IOException {
        try (var files = Files.list(cache.resolve("set"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void assertFetched() throws IOException {
        assertArrayEquals(BYTES, Files.readAllBytes(cache.resolve("set").resolve("data.bin")));
        assertEquals(List.of("data.bin"), cached());
    }

    @Test
    void fetchesOnceAndReportsProgress() throws Exception {
        var last = new AtomicLong();
        var downloader = downloader(false, (file, bytes) -> last.set(bytes));
        assertEquals(cache.resolve("set"), downloader.fetch(List.of(file(at("good")))));
        downloader.fetch(List.of(file(at("good"))));
        assertFetched();
        assertEquals(BYTES.length, last.get());
        assertEquals(1, requests.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "short", "cut", "long", "missing", "silent", "stops"})
    void nextMirrorWhenOneFails(String fault) throws Exception {
        fetch(at(fault), at("good"));
        assertFetched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong: wrong SHA-256", "short: 1000 bytes, expected 300000", "cut:",
            "long: more than the expected 300000 bytes", "missing: status 404", "silent:",
            "stops: silent for 0.3 s after 100000 bytes"})
    void everyFaultIsNamedAndNothingIsLeftBehind(String fault) throws Exception {
        String path = fault.substring(0, fault.indexOf(':'));
        String reason = fault.substring(fault.indexOf(':') + 1).strip();
        var thrown = assertThrows(DataException.class, () -> fetch(at(path)));
        assertTrue(thrown.getMessage().startsWith("data.bin: no mirror delivered it: " + at(path) + " (" + reason),
                thrown.getMessage());
        assertTrue(thrown.getMessage().endsWith("; it may be put into " + cache.resolve("set") + " by hand"),
                thrown.getMessage());
        assertEquals(List.of(), cached());
    }

    @Test
    void refusedConnectionAndRedirect() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        var nobody = URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + closed + "/x");
        fetch(nobody, at("moved"));
        assertFetched();
    }

    @Test
    void damagedFileInTheCacheIsFetchedAgain() throws Exception {
        Files.createDirectories(cache.resolve("set"));
        Files.write(cache.resolve("set").resolve("data.bin"), new byte[BYTES.length]);
        fetch(at("good"));
        assertFetched();
    }

    @Test
    void offlineUsesTheCacheAndNamesItsFolder() throws Exception {
        var offline = downloader(true, (file, bytes) -> {});
        var files = List.of(file(at("good")));
        var thrown = assertThrows(DataException.class, () -> offline.fetch(files));
        assertEquals("data.bin is not in the cache, or is damaged there, and the network is switched off"
                + " (lanewise.offline): put the file into " + cache.resolve("set") + " by hand", thrown.getMessage());
        assertEquals(0, requests.get());
        Files.createDirectories(cache.resolve("set"));
        Files.write(cache.resolve("set").resolve("data.bin"), BYTES);
        assertEquals(cache.resolve("set"), offline.fetch(files));
    }

    @Test
    void cacheThatCannotBeMade() throws Exception {
        Files.write(cache.resolve("set"), new byte[1]);
        var thrown = assertThrows(DataException.class, () -> fetch(at("good")));
        assertTrue(thrown.getMessage().endsWith("name another with -Dlanewise.cache"), thrown.getMessage());
    }

    @Test
    void severalAtOnceLeaveOneWholeFile() throws Exception {
        var jobs = new ArrayList<Callable<Void>>();
        for (int i = 0; i < 8; i++) {
            jobs.add(() -> {
                fetch(at("good"));
                assertArrayEquals(BYTES, Files.readAllBytes(cache.resolve("set").resolve("data.bin")));
                return null;
            });
        }
        for (var job : threads.invokeAll(jobs)) {
            job.get();
        }
        assertFetched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist", "fashion-mnist"})
    void realFilesPassTheirChecksumsAndRead(String name) throws Exception {
        Path folder = Path.of(System.getProperty("lanewise.data", "none"), name);
        Assumptions.assumeTrue(Files.isDirectory(folder), "skipped: no " + name + " in the folder lanewise.data");
        server.createContext("/real/", exchange -> {
            String wanted = Path.of(exchange.getRequestURI().getPath()).getFileName().toString();
            byte[] body = Files.readAllBytes(folder.resolve(wanted));
            send(exchange, 200, body, body.length);
        });
        RemoteSet set = name.equals("mnist") ? RemoteSet.MNIST : RemoteSet.FASHION_MNIST;
        URI here = at("real");
        var loopback = new RemoteSet(set.name(), set.classNames(), set.files().stream()
                .map(file -> new RemoteFile(file.folder(), file.name(), file.bytes(), file.sha256(),
                        List.of(here.resolve(file.name()))))
                .toList());
        var settings = new CacheSettings(cache, false);
        new Downloader(settings, Duration.ofSeconds(20), (file, bytes) -> {}).fetch(loopback);
        var offline = new Downloader(new CacheSettings(cache, true), SHORT, (file, bytes) -> {});
        var images = DataSets.named(name, 1, offline);
        assertEquals(60_000, images.train().rows());
        assertEquals(10_000, images.test().rows());
        assertEquals(4, requests.get());
    }

    @Test
    void mirrorsNameTheFile() {
        for (RemoteSet set : List.of(RemoteSet.MNIST, RemoteSet.FASHION_MNIST)) {
            for (RemoteFile file : set.files()) {
                assertEquals(set.name(), file.folder());
                assertTrue(file.mirrors().size() >= 2);
                assertTrue(file.mirrors().stream().allMatch(uri -> uri.getPath().endsWith("/" + file.name())));
            }
        }
    }
}
