package dev.postern.maildir;

import dev.postern.contract.Address;
import dev.postern.contract.ContentReference;
import dev.postern.contract.Deliver;
import dev.postern.contract.Recipient;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.plugin.ContentReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message on its way to all of its recipients: each gets it durably, or none does. Everything is written and flushed
 * under {@code tmp} before the first file appears in a {@code new}. It blocks, so it belongs on a worker.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int TRANSACTION_LIMIT = 120;
    private static final int HASH_DIGITS = 16;

    private final MaildirOptions options;
    private final Deliver event;
    private final List<Draft> drafts = new ArrayList<>();
    private FileChannel first;

    Delivery(MaildirOptions options, Deliver event) {
        this.options = options;
        this.event = event;
    }

    /** Completes when every recipient has the message; after a failure none has it from this delivery. */
    Future<Void> store(Vertx vertx) {
        return attempt(this::begin)
                .compose(begun -> drafts.isEmpty() ? begun() : fill(vertx))
                .compose(filled -> attempt(this::finish))
                .eventually(() -> attempt(this::end))
                .recover(failure -> {
                    drafts.forEach(draft -> quietly(draft::retract));
                    drafts.forEach(draft -> quietly(draft::clear));
                    return Future.failedFuture(failure);
                });
    }

    private void begin() throws IOException {
        if (event.transaction() == null) {
            throw new MalformedException("deliver without a transaction");
        }
        Map<Mailbox, Address> mailboxes = new LinkedHashMap<>();
        for (Recipient recipient : event.recipients()) {
            Address address = complete(recipient.address());
            mailboxes.putIfAbsent(Mailbox.of(options.path(), address), address);
        }
        for (Map.Entry<Mailbox, Address> entry : mailboxes.entrySet()) {
            String name = name(entry.getKey());
            if (!entry.getKey().holds(name)) {
                drafts.add(new Draft(entry.getKey(), name, header(entry.getValue())));
            }
        }
        first = drafts.isEmpty() ? null : drafts.get(0).create();
    }

    private Future<Void> fill(Vertx vertx) {
        if (event.content().file() != null) {
            return attempt(() -> copy(event.content()));
        }
        return ContentReader.of(vertx, event).forEach(piece -> attempt(() -> append(piece)));
    }

    private void finish() throws IOException {
        if (drafts.isEmpty()) {
            return;
        }
        long octets = first.position() - drafts.get(0).headerLength();
        if (octets != event.content().size()) {
            throw new IOException(
                    octets + " octets of content, expected " + event.content().size());
        }
        first.force(true);
        for (Draft draft : drafts.subList(1, drafts.size())) {
            draft.copy(drafts.get(0), first);
        }
        for (Draft draft : drafts) {
            draft.publish();
        }
        for (Draft draft : drafts) {
            draft.settle();
        }
        drafts.forEach(draft -> quietly(draft::clear));
    }

    private void end() throws IOException {
        if (first != null) {
            first.close();
        }
    }

    /** The content is a file of this JVM: the kernel copies it. */
    private void copy(ContentReference content) throws IOException {
        if (content.head() != null) {
            append(content.head());
        }
        try (FileChannel source = FileChannel.open(content.file(), StandardOpenOption.READ)) {
            Disk.copy(source, 0, first);
        }
    }

    private void append(Buffer piece) throws IOException {
        Disk.write(first, piece.getBytes());
    }

    private Address complete(Address address) {
        return address.domain().isEmpty() ? new Address(address.local(), options.defaultDomain()) : address;
    }

    /** The same for each delivery of one transaction to one mailbox; how a message that comes twice is recognized. */
    private String name(Mailbox mailbox) {
        String recipient = options.path().relativize(mailbox.folder()).toString();
        return SafeName.of(event.transaction(), TRANSACTION_LIMIT) + "." + SafeName.hash(recipient, HASH_DIGITS)
                + ".postern";
    }

    private byte[] header(Address recipient) {
        String sender = event.sender() == null ? "" : event.sender().address().toString();
        String fields = "Return-Path: <" + sender + ">\r\n";
        if (options.deliveredTo()) {
            fields += "Delivered-To: " + recipient + "\r\n";
        }
        return fields.getBytes(StandardCharsets.UTF_8);
    }

    private static Future<Void> begun() {
        return Future.succeededFuture();
    }

    /** What stays behind in {@code tmp} is removed at a later start. */
    private void quietly(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            LOG.warn(
                    "[{}] a file of transaction {} could not be removed: {}",
                    event.connection(),
                    event.transaction(),
                    e.toString());
        }
    }

    private static Future<Void> attempt(Step step) {
        try {
            step.run();
            return Future.succeededFuture();
        } catch (IOException | RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
