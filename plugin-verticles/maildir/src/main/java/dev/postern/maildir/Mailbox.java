package dev.postern.maildir;

import dev.postern.contract.Address;
import java.io.IOException;
import java.net.IDN;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/**
 * One maildir: {@code <path>/<domain>/<local part>} with its folders {@code tmp}, {@code new} and {@code cur}.
 *
 * @param folder the maildir itself; never outside of the path that it was made for
 */
record Mailbox(Path folder) {
    /** All spellings of an address have one mailbox: in lower case, accents composed, the domain as the DNS has it. */
    static Mailbox of(Path path, Address address) {
        String domain = SafeName.of(domain(address.domain()), SafeName.LIMIT);
        String local = SafeName.of(lower(address.local()), SafeName.LIMIT);
        return new Mailbox(path.resolve(domain).resolve(local));
    }

    Path tmp() {
        return folder.resolve("tmp");
    }

    Path fresh() {
        return folder.resolve("new");
    }

    Path cur() {
        return folder.resolve("cur");
    }

    /** Makes what is missing of the maildir, durably. */
    void make() throws IOException {
        Disk.makeFolder(tmp());
        Disk.makeFolder(fresh());
        Disk.makeFolder(cur());
    }

    /**
     * Whether a message of this name has arrived already. Mail programs move messages from {@code new} to {@code cur} and add
     * {@code :2,} and flags there, never the other way: so {@code new} is looked at first.
     */
    boolean holds(String name) throws IOException {
        if (Files.exists(fresh().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (DirectoryStream<Path> seen = Files.newDirectoryStream(cur(), file -> isNamed(file, name))) {
            return seen.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isNamed(Path file, String name) {
        String given = file.getFileName().toString();
        return given.startsWith(name) && (given.length() == name.length() || given.charAt(name.length()) == ':');
    }

    private static String domain(String domain) {
        try {
            return lower(IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED));
        } catch (IllegalArgumentException e) {
            return lower(domain);
        }
    }

    private static String lower(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
