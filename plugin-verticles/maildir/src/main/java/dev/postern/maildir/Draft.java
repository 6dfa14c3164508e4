package dev.postern.maildir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/** One message on its way into one mailbox: a file in {@code tmp} that is to appear in {@code new}. */
final class Draft {
    private final Mailbox mailbox;
    private final byte[] header;
    private final Path file;
    private final Path place;
    private boolean published;

    /**
     * @param name in {@code new}; the file in {@code tmp} has a name of its own, so that two deliveries of one message never
     *     write to the same file
     * @param header the fields that this mailbox puts before the message
     */
    Draft(Mailbox mailbox, String name, byte[] header) {
        this.mailbox = mailbox;
        this.header = header;
        this.file = mailbox.tmp().resolve(name + "." + UUID.randomUUID());
        this.place = mailbox.fresh().resolve(name);
    }

    /** The file with its header, open for the message. */
    FileChannel create() throws IOException {
        mailbox.make();
        FileChannel channel = Disk.create(file);
        try {
            Disk.write(channel, header);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    int headerLength() {
        return header.length;
    }

    /** Becomes the same message as a draft that is complete and durable. */
    void copy(Draft other, FileChannel octets) throws IOException {
        if (Arrays.equals(header, other.header)) {
            mailbox.make();
            Disk.linkOrCopy(other.file, file);
            return;
        }
        try (FileChannel channel = create()) {
            Disk.copy(octets, other.header.length, channel);
            channel.force(true);
        }
    }

    void publish() throws IOException {
        published = Disk.publish(file, place);
    }

    /** Makes the message's place durable. */
    void settle() throws IOException {
        Disk.sync(mailbox.fresh());
    }

    /** Removes the file in {@code tmp}. */
    void clear() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Takes the message back, unless another delivery had put it there. */
    void retract() throws IOException {
        if (published) {
            Files.deleteIfExists(place);
        }
    }
}
