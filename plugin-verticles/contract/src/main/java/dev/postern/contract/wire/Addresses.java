package dev.postern.contract.wire;

import dev.postern.contract.Stage;

/**
 * Every event-bus address of Postern. No address is built anywhere else, and none from what a client sent.
 *
 * <p>{@code node} is a node's id (10 characters of {@code a-z2-7}), {@code instance} counts from 0.
 */
public final class Addresses {
    /** Where plugins register: {@code hello}, {@code bye} and {@code who} ({@link GroupManifest}). */
    public static final String PLUGINS = "smtp.plugins";

    private Addresses() {}

    /** Where the facts of a stage are published within a node, as {@code smtp.rcptto}. */
    public static String told(Stage stage) {
        return "smtp." + stage.key();
    }

    /** Where the observers of a node are sent the facts of other nodes, as {@code smtp.told.abcdefghij} ({@link ReportBatch}). */
    public static String relay(String node) {
        return "smtp.told." + node;
    }

    /** The desk of a group on a node, as {@code smtp.ask.recipients.abcdefghij}: the one address that is clustered. */
    public static String desk(String group, String node) {
        return "smtp.ask." + group + "." + node;
    }

    /** One instance of a group, as {@code smtp.ask.recipients.abcdefghij.0}: known on its own node only. */
    public static String instance(String group, String node, int instance) {
        return desk(group, node) + "." + instance;
    }

    /** Where one instance of the SMTP verticle takes commands on its connections, as {@code smtp.node.abcdefghij.0}. */
    public static String commands(String node, int instance) {
        return "smtp.node." + node + "." + instance;
    }
}
