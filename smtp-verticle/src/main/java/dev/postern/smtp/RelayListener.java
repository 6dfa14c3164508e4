package dev.postern.smtp;

/** Hears of facts that the observers on another node did not get. Called from several threads. */
interface RelayListener {
    RelayListener NONE = new RelayListener() {};

    /** So many facts were not sent: too many waited or were unacknowledged, or the node is suspected of being gone. */
    default void dropped(String node, int facts) {}

    /** So many facts were sent and not acknowledged in time: the node may or may not have them. */
    default void unacknowledged(String node, int facts) {}
}
