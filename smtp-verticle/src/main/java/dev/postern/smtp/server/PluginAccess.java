package dev.postern.smtp.server;

import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import dev.postern.smtp.chain.Chain;
import dev.postern.smtp.connection.ControlHandler;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.BusPluginClient;
import dev.postern.smtp.plugins.GroupOnNode;
import dev.postern.smtp.plugins.PluginClient;
import dev.postern.smtp.plugins.PluginRegistry;
import dev.postern.smtp.reports.BusReportPublisher;
import dev.postern.smtp.reports.RemoteReportPublisher;
import dev.postern.smtp.reports.ReportPublisher;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How one verticle reaches plugins: the registry of groups, the chains, the reports to observers, and the commands of plugins. */
final class PluginAccess {
    private final Vertx vertx;
    private final Node node;
    private final PluginRegistry registry;
    private final PluginClient client;
    private final RemoteReportPublisher remoteReports;
    private final ReportPublisher reports;
    private final String commandAddress;
    private final Map<String, Chain> chains = new HashMap<>();
    private final ReadinessGate readiness;
    private Runnable unregister = () -> {};

    /** @param instance of the verticle on its node, from 0; the first one logs for all */
    PluginAccess(Context context, ServerContext server, Clock clock, int instance) {
        boolean logs = instance == 0;
        SmtpOptions options = server.options();
        this.vertx = context.owner();
        this.node = Node.of(vertx);
        this.registry = new PluginRegistry(node.id(), Node.loopOf(context), clock, logs);
        this.client = new BusPluginClient(vertx.eventBus(), registry, clock, server.meters());
        this.remoteReports = new RemoteReportPublisher(node, clock, logs, server.meters());
        this.reports = new BusReportPublisher(vertx.eventBus(), node, remoteReports, server.meters());
        this.commandAddress = Addresses.commands(node.id(), instance);
        this.readiness = new ReadinessGate(options, registry, clock, logs);
        Chain.Context shared = new Chain.Context(client, clock, server.failures());
        options.policy()
                .chains()
                .forEach((name, links) -> chains.put(
                        name, new Chain(withInboxes(links, options.policy().inboxes()), shared, options.budgets())));
    }

    /**
     * Begins to listen to groups and to their commands.
     *
     * @return completes once the groups are there that have to be there before a port opens
     */
    Future<Void> start(ControlHandler commands) {
        return vertx.deployVerticle(remoteReports)
                .compose(deployed -> node.onRegistration(registry::receive))
                .compose(registration -> {
                    unregister = registration;
                    return vertx.eventBus()
                            .<JsonObject>consumer(commandAddress, commands::handle)
                            .completion();
                })
                .compose(registered -> readiness.await(vertx, node));
    }

    void stop() {
        unregister.run();
    }

    /** Drops groups that have been silent for too long. To be called once a second. */
    void tick() {
        registry.sweep();
    }

    String node() {
        return node.id();
    }

    PluginClient client() {
        return client;
    }

    ReportPublisher reports() {
        return reports;
    }

    /** Where plugins send commands on connections of this verticle. */
    String commandAddress() {
        return commandAddress;
    }

    Chain chain(String name) {
        return chains.get(name);
    }

    List<GroupOnNode> status() {
        return registry.status();
    }

    /** An inbox that is not in the chain is told when transactions and connections are over, as any group, so that it can clean up. */
    private static List<ChainLink> withInboxes(List<ChainLink> links, SmtpOptions.Inboxes inboxes) {
        List<ChainLink> all = new ArrayList<>(links);
        inboxes.groups().stream()
                .filter(inbox -> links.stream().noneMatch(link -> link.group().equals(inbox)))
                .forEach(inbox -> all.add(ChainLink.informed(inbox)));
        return all;
    }
}
