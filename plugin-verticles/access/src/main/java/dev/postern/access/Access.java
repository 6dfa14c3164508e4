package dev.postern.access;

import dev.postern.access.Rules.Match;
import dev.postern.contract.Client;
import dev.postern.contract.Connect;
import dev.postern.contract.Decision;
import dev.postern.contract.plugin.Plugin;
import dev.postern.support.BadFileException;
import dev.postern.support.ReloadingFile;
import dev.postern.support.TextFile;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets networks in, or keeps them out, as soon as a client connects. Of all rules whose network the client's address is in, that
 * of the smallest network decides; without any it has no opinion. An allowed client is accepted, which spares it what later
 * groups think of its address, or passed, as configured. The file is read again when it changes. It never blocks.
 */
public final class Access extends Plugin {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final String USUAL_TEXT = "Access denied";

    private final AccessOptions options;
    private final Rules rules;
    private final ReloadingFile<Rules> file;

    private Access(AccessOptions options, Rules rules, ReloadingFile<Rules> file) {
        this.options = options;
        this.rules = rules;
        this.file = file;
    }

    /** For {@code Plugins.deploy}: instances that share one set of rules. */
    public static Supplier<Access> sharing(AccessOptions options) {
        return sharing(options, options.file() == null ? null : file(options.file()));
    }

    static Supplier<Access> sharing(AccessOptions options, ReloadingFile<Rules> file) {
        Rules rules = Rules.of(options.rules());
        return () -> new Access(options, rules, file);
    }

    static ReloadingFile<Rules> file(Path path) {
        return new ReloadingFile<>(path, Rules.Reader::new, read -> LOG.info("{}: {}", path, read));
    }

    /**
     * Reads a file of rules as the plugin would; this blocks.
     *
     * @throws BadFileException naming the file, the line if one is to blame, and what was expected
     */
    public static void check(Path file) throws BadFileException {
        TextFile.read(file, new Rules.Reader());
    }

    /** Fails with {@link BadFileException} if the file cannot be used. */
    @Override
    public Future<?> start() {
        return file == null ? Future.succeededFuture() : file.follow(vertx);
    }

    @Override
    protected Future<Decision> onConnect(Connect event) {
        Client.Endpoint remote = event.common().client().remote();
        Match match = remote == null ? null : find(remote.address());
        if (match == null) {
            return pass();
        }
        if (match.verdict().allows()) {
            return options.skips() ? accept() : pass();
        }
        String text = match.verdict().text();
        return reject(options.code(), options.code() / 100 + ".7.1", text.isEmpty() ? USUAL_TEXT : text);
    }

    private Match find(String address) {
        Match own = rules.find(address);
        Match read = file == null ? null : file.value().find(address);
        return read == null || own != null && own.prefix() >= read.prefix() ? own : read;
    }
}
