package dev.postern.maildir;

import java.nio.file.Path;

/**
 * Where mail goes.
 *
 * @param path the folder of all mailboxes; made if it is not there
 * @param deliveredTo whether each file says with {@code Delivered-To} for whom it is; without it the recipients of one message
 *     share one file where the file system has hard links
 * @param defaultDomain whose mailbox takes mail for {@code <Postmaster>}, which has no domain
 */
public record MaildirOptions(Path path, boolean deliveredTo, String defaultDomain) {
    /** @throws IllegalArgumentException naming the value and what was expected */
    public MaildirOptions {
        if (path == null) {
            throw new IllegalArgumentException("no path, expected a folder that can be written to");
        }
        if (defaultDomain == null || !defaultDomain.matches("[^\\s\\p{Cntrl}@/<>]+")) {
            throw new IllegalArgumentException(
                    "default domain '" + defaultDomain + "', expected a name like example.org");
        }
    }
}
