package dev.postern.smtp.plugins;

import dev.postern.contract.wire.Declaration;

/** What the groups of the cluster have declared until now. */
public interface KnownGroups {
    /** Changes whenever a declaration may have changed. */
    long revision();

    /** What the group last declared, or null if it was never seen. */
    Declaration declaration(String group);

    /** Whether an instance of the group runs in this JVM, or did: where it is gone it fails. */
    boolean isLocal(String group);
}
