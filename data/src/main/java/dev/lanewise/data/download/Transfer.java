package dev.lanewise.data.download;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
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

    private final OutputStream out;
    private final RemoteFile file;
    private final Downloader.Progress progress;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile Flow.Subscription subscription;
    private final AtomicLong received = new AtomicLong();

    private Transfer(OutputStream out, RemoteFile file, Downloader.Progress progress) {
        this.out = out;
        this.file = file;
        this.progress = progress;
    }

    /**
     * Downloads into {@code out}.
     *
     * @return the number of bytes
     */
    static long run(HttpClient client, URI address, RemoteFile file, OutputStream out, Duration patience,
            Downloader.Progress progress) throws IOException {
        var transfer = new Transfer(out, file, progress);
        var request = HttpRequest.newBuilder(address).build();
        var response = client.sendAsync(request, info -> {
            if (info.statusCode() != OK) {
                transfer.done.completeExceptionally(new IOException("status " + info.statusCode()));
            }
            return transfer;
        });
        transfer.await(response, patience);
        return transfer.received.get();
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
                var bytes = new byte[piece.remaining()];
                piece.get(bytes);
                out.write(bytes);
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
