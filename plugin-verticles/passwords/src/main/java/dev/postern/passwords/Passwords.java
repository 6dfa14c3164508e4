package dev.postern.passwords;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.contract.plugin.Plugin;
import dev.postern.passwords.hash.HashWorkers;
import dev.postern.passwords.sasl.SaslMechanism;
import dev.postern.passwords.users.Users;
import dev.postern.support.ReloadingFile;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who may log in: PLAIN (RFC 4616) and LOGIN, SCRAM-SHA-256 with and without channel binding (RFC 5802, 7677),
 * OAUTHBEARER with tokens of its own (RFC 7628), EXTERNAL by client certificate (RFC 4422 appendix A). Who proves to be a user
 * of the file is accepted under the name that stands there; who does not is refused with 535 5.7.8, always in the same words
 * and after the same work, so that no answer tells which names exist. The file is read again when it changes.
 *
 * <p>Hashing has threads of its own, and a client that finds too many waiting there is refused with 454 4.7.0.
 */
final class Passwords extends Plugin {
    private static final Logger LOG = LoggerFactory.getLogger(Passwords.class);

    private final PasswordsOptions options;
    private final ReloadingFile<Users> file;
    private Map<String, SaslMechanism> known = Map.of();
    private HashWorkers workers;

    private Passwords(PasswordsOptions options, ReloadingFile<Users> file) {
        this.options = options;
        this.file = file;
    }

    /** For {@code Plugins.deploy}: instances that share what the file says. */
    public static Supplier<Passwords> sharing(PasswordsOptions options) {
        return sharing(options, file(options));
    }

    static Supplier<Passwords> sharing(PasswordsOptions options, ReloadingFile<Users> file) {
        return () -> new Passwords(options, file);
    }

    static ReloadingFile<Users> file(PasswordsOptions options) {
        return new ReloadingFile<>(options.file(), Users.Reader::new, users -> describe(options, users));
    }

    /** Fails with {@code BadFileException} if the file cannot be used. */
    @Override
    public Future<?> start() {
        workers = new HashWorkers(vertx, options.atOnce());
        known = SaslMechanism.offered(options.mechanisms(), workers, options.delay());
        return file.follow(vertx);
    }

    @Override
    public Future<?> stop() {
        return workers == null ? Future.succeededFuture() : workers.close();
    }

    @Override
    protected Set<String> mechanisms() {
        return options.mechanisms();
    }

    @Override
    protected Future<Decision> onAuthenticate(Authenticate event) {
        SaslMechanism mechanism = known.get(event.mechanism());
        return mechanism == null ? pass() : mechanism.step(event, file.value());
    }

    private static void describe(PasswordsOptions options, Users users) {
        LOG.info("{}: {}", options.file(), users);
        if (isOpenToEverybody(options.file())) {
            LOG.warn("{} can be read by everybody on this machine, expected mode 600", options.file());
        }
        if (users.withoutScram() > 0 && options.mechanisms().contains(SaslMechanism.SCRAM_SHA_256)) {
            LOG.warn(
                    "{}: {} of {} have a password but no SCRAM keys; a client that prefers SCRAM-SHA-256 cannot log in as"
                            + " one of them (postern user add --scram, or leave SCRAM out of the mechanisms)",
                    options.file(),
                    users.withoutScram(),
                    users);
        }
    }

    private static boolean isOpenToEverybody(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
