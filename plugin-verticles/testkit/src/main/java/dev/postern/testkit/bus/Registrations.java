package dev.postern.testkit.bus;

import io.vertx.core.VertxOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which consumers there are on a Vert.x instance, as the bus reports them to its metrics. */
public final class Registrations implements VertxMetricsFactory {
    private static final String INTERNAL = "__vertx.";

    private final List<String> addresses = new CopyOnWriteArrayList<>();

    /** The addresses of all consumers, one entry for each consumer; replies that are waited for are not among them. */
    List<String> addresses() {
        return List.copyOf(addresses);
    }

    /** Those that were not there before. */
    public List<String> since(List<String> before) {
        List<String> more = new ArrayList<>(addresses);
        before.forEach(more::remove);
        return more;
    }

    @Override
    public VertxMetrics metrics(VertxOptions options) {
        return new VertxMetrics() {
            @Override
            public EventBusMetrics<String> createEventBusMetrics() {
                return new Consumers();
            }
        };
    }

    private final class Consumers implements EventBusMetrics<String> {
        @Override
        public String handlerRegistered(String address) {
            if (!address.startsWith(INTERNAL)) {
                addresses.add(address);
            }
            return address;
        }

        @Override
        public void handlerUnregistered(String address) {
            addresses.remove(address);
        }
    }
}
