package dev.postern.support;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a text file says, read again when the file changes. Any number of plugin instances share one: all see the same value,
 * and whichever looks first after a change reads. A file that cannot be used is refused with one log line, which names file,
 * line and what was expected, and the value from before stays.
 *
 * @param <T> the value; immutable, since many threads share it
 */
public final class ReloadingFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadingFile.class);

    /** How often a follower looks whether the file has changed, in milliseconds. */
    public static final long INTERVAL = 1000;

    private final Path path;
    private final Supplier<? extends LineReader<T>> readers;
    private final Consumer<T> onRead;
    private final ReentrantLock reading = new ReentrantLock();
    private Stamp seen;
    private volatile T value;

    /**
     * Reads nothing yet.
     *
     * @param readers makes a reader for each reading
     * @param onRead gets each new value before the others see it, on the thread that has read it
     */
    public ReloadingFile(Path path, Supplier<? extends LineReader<T>> readers, Consumer<T> onRead) {
        this.path = path;
        this.readers = readers;
        this.onRead = onRead;
    }

    /**
     * What the file said when it could be used last. Never blocks.
     *
     * @throws IllegalStateException before the first reading
     */
    public T value() {
        T current = value;
        if (current == null) {
            throw new IllegalStateException(path + " has not been read yet");
        }
        return current;
    }

    /**
     * Reads the file unless that is done already, and from then on looks every {@value #INTERVAL} ms whether it has changed, for
     * as long as the verticle lives that calls this. Nothing of it happens on an event loop.
     *
     * @return completes when there is a value; fails with {@link BadFileException}
     */
    public Future<Void> follow(Vertx vertx) {
        return vertx.<Void>executeBlocking(
                        () -> {
                            load();
                            return null;
                        },
                        false)
                .onSuccess(loaded -> vertx.setPeriodic(INTERVAL, timer -> vertx.executeBlocking(this::refresh, false)));
    }

    /**
     * Reads the file unless that is done already; this blocks.
     *
     * @throws BadFileException naming the file, the line if one is to blame, and what was expected
     */
    public void load() throws BadFileException {
        reading.lock();
        try {
            if (value == null) {
                read(Stamp.of(path));
            }
        } finally {
            reading.unlock();
        }
    }

    /**
     * Reads the file if it has changed; this blocks.
     *
     * @return whether there is a new value
     */
    public boolean refresh() {
        // Who finds another one reading need not wait for it.
        if (!reading.tryLock()) {
            return false;
        }
        try {
            Stamp now = Stamp.of(path);
            if (now.equals(seen)) {
                return false;
            }
            read(now);
            LOG.info("{} has changed and is read again", path);
            return true;
        } catch (BadFileException e) {
            LOG.warn("{}; what it said before stays in force", e.getMessage());
            return false;
        } finally {
            reading.unlock();
        }
    }

    /** The stamp is of before the reading: what is written meanwhile is seen the next time. */
    private void read(Stamp stamp) throws BadFileException {
        seen = stamp;
        T next = TextFile.read(path, readers.get());
        onRead.accept(next);
        value = next;
    }
}
