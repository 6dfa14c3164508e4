package dev.postern.maildir;

import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Reply;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An inbox that keeps each recipient's messages in a maildir, {@code <path>/<domain>/<local part>}. A message is one file:
 * {@code Return-Path}, {@code Delivered-To} if wanted, then the content octet for octet. It answers {@code delivered} once all
 * recipients have the message on disk, and {@code later} for all of them if one cannot have it; then none has it. A
 * transaction that is delivered twice leaves one file.
 *
 * <p>It blocks: deploy it as a worker group. Any number of instances and nodes may share one path.
 */
public final class Maildir extends Plugin {
    private static final Logger LOG = LoggerFactory.getLogger(Maildir.class);
    private static final Duration LEFT = Duration.ofHours(36);
    private static final int LEFTOVERS_LIMIT = 100_000;
    private static final Reply UNAVAILABLE =
            new Reply(451, "4.3.0", "the message could not be stored now, try again later");
    private static final Reply FULL = new Reply(452, "4.3.1", "no space left for the message now, try again later");

    private final MaildirOptions options;

    public Maildir(MaildirOptions options) {
        Path path = options.path().toAbsolutePath().normalize();
        this.options = new MaildirOptions(path, options.deliveredTo(), options.defaultDomain());
    }

    /** Fails, naming the path, if it is no folder that can be written to and cannot be made one. */
    @Override
    public Future<?> start() {
        if (context.isEventLoopContext()) {
            return Future.failedFuture(new IllegalStateException("maildir on an event loop, expected a worker group"));
        }
        try {
            Disk.makeFolder(options.path());
        } catch (IOException e) {
            return Future.failedFuture(new IllegalStateException(complaint(e.toString()), e));
        }
        if (!Files.isWritable(options.path())) {
            return Future.failedFuture(new IllegalStateException(complaint("not writable")));
        }
        sweep();
        return Future.succeededFuture();
    }

    /**
     * Content is stored as it comes, whether it is lines or not, and names may be UTF-8. As nothing goes on from here, what asks
     * for TLS on all of its way (RFC 8689) is safe.
     */
    @Override
    protected Set<String> extensions() {
        return Set.of("8BITMIME", "BINARYMIME", "SMTPUTF8", "REQUIRETLS");
    }

    @Override
    protected Future<Decision> onDeliver(Deliver event) {
        return new Delivery(options, event)
                .store(vertx)
                .compose(stored -> delivered(event))
                .recover(failure -> later(event, failure));
    }

    private Future<Decision> later(Deliver event, Throwable failure) {
        LOG.warn(
                "[{}] transaction {} is not stored under {}",
                event.connection(),
                event.transaction(),
                options.path(),
                failure);
        boolean full = Disk.isFull(failure, options.path(), event.content().size());
        Reply reply = full ? FULL : UNAVAILABLE;
        return answer(Decision.delivered(event.recipients().stream()
                .map(recipient -> new DeliveryResult(recipient.address(), DeliveryResult.Outcome.LATER, reply))
                .toList()));
    }

    /** Once for each path, beside the deliveries; the start does not wait for it. */
    private void sweep() {
        Object before = vertx.sharedData()
                .<String, Boolean>getLocalMap("postern.maildir.swept")
                .putIfAbsent(options.path().toString(), true);
        if (before == null) {
            vertx.executeBlocking(
                            () -> new Leftovers(Instant.now().minus(LEFT), LEFTOVERS_LIMIT).sweep(options.path()),
                            false)
                    .onSuccess(removed -> LOG.debug("{} stale files removed under {}", removed, options.path()))
                    .onFailure(failure -> LOG.warn("stale files under {} stay", options.path(), failure));
        }
    }

    private String complaint(String what) {
        return "maildir path '" + options.path() + "': " + what + ", expected a folder that can be written to";
    }
}
