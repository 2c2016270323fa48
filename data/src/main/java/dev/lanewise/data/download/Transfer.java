package dev.lanewise.data.download;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One response body on its way into a file. The client's own timeout is for the headers alone or for the whole body,
 * which may rightly take long; here a mirror is given up when it is silent, or sends more than the file's size.
 */
final class Transfer implements HttpResponse.BodySubscriber<Void> {
    private static final int OK = 200;

    private final FileChannel channel;
    private final RemoteFile file;
    private final Downloader.Progress progress;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile Flow.Subscription subscription;
    private final AtomicLong received = new AtomicLong();

    private Transfer(FileChannel channel, RemoteFile file, Downloader.Progress progress) {
        this.channel = channel;
        this.file = file;
        this.progress = progress;
    }

    /** Downloads into {@code target} and forces it to disk. */
    static void run(HttpClient client, URI address, RemoteFile file, Path target, Duration patience,
            Downloader.Progress progress) throws IOException {
        try (var channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            var transfer = new Transfer(channel, file, progress);
            var request = HttpRequest.newBuilder(address).build();
            var response = client.sendAsync(request, info -> {
                if (info.statusCode() != OK) {
                    transfer.done.completeExceptionally(new IOException("status " + info.statusCode()));
                }
                return transfer;
            });
            transfer.await(response, patience);
            channel.force(true);
        }
    }

    private void await(CompletableFuture<?> response, Duration patience) throws IOException {
        long before;
        do {
            before = received.get();
            try {
                response.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                // Looked at again below: slow is fine as long as something arrives.
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                throw new IOException(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        } while (received.get() != before);
        response.cancel(true);
        throw new IOException("silent for " + patience.toMillis() / 1000.0 + " s after " + received + " bytes");
    }

    @Override
    public CompletionStage<Void> getBody() { return done; }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (done.isDone()) {
            newSubscription.cancel();
        } else {
            newSubscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        if (done.isDone()) {
            return;
        }
        try {
            for (ByteBuffer piece : pieces) {
                if (received.addAndGet(piece.remaining()) > file.bytes()) {
                    throw new IOException("more than the expected " + file.bytes() + " bytes");
                }
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
            progress.received(file, received.get());
        } catch (IOException | RuntimeException e) {
            subscription.cancel();
            done.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable failure) { done.completeExceptionally(failure); }

    @Override
    public void onComplete() { done.complete(null); }
}
