package dev.postern.recipients;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.RcptTo;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Knows which addresses exist: accepts those that do, refuses the others of its domains with 550 5.1.1, and has no opinion on
 * foreign domains. {@code postmaster} of its domains always exists, also without a domain (RFC 5321 4.5.1).
 *
 * <p>Case does not matter, nor whether an international domain comes as U-labels or A-labels. Mail to a subaddress ({@code
 * alice+tag@}) is accepted where {@code alice@} is known. It never blocks.
 */
public final class Recipients extends Plugin {
    private final Directory directory;

    public Recipients(RecipientsOptions options) {
        this(new Directory(options));
    }

    private Recipients(Directory directory) {
        this.directory = directory;
    }

    /** For {@code Plugins.deploy}: instances that share one directory, which is built here and now. */
    public static Supplier<Recipients> sharing(RecipientsOptions options) {
        Directory directory = new Directory(options);
        return () -> new Recipients(directory);
    }

    @Override
    protected Future<Decision> onRcptTo(RcptTo event) {
        Address recipient = event.recipient().address();
        if (recipient.domain().isEmpty() && recipient.isPostmaster()) {
            return accept();
        }
        if (!directory.answersFor(recipient)) {
            return pass();
        }
        return directory.knows(recipient) ? accept() : reject(550, "5.1.1", "no such user here");
    }
}
