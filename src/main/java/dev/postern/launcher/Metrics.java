package dev.postern.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The numbers of Vert.x and of whatever uses the registry, for Prometheus. Not loaded where they are off. */
final class Metrics {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Metrics(String node) {
        registry.config().commonTags("node", node);
        new FileDescriptorMetrics().bindTo(registry);
    }

    MeterRegistry registry() {
        return registry;
    }

    /**
     * JVM and Vert.x, but for the sockets of servers, which the SMTP server counts itself. Addresses are no labels: those of
     * replies and of connections would never end.
     */
    VertxBuilder measure(VertxBuilder builder, VertxOptions options) {
        options.setMetricsOptions(new MicrometerMetricsOptions()
                .setJvmMetricsEnabled(true)
                .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
                .setEnabled(true));
        return builder.with(options).withMetrics(new MicrometerMetricsFactory(registry));
    }

    /** Serves them at {@code /metrics}. */
    Future<HttpServer> serve(Vertx vertx, JsonObject section) {
        return vertx.createHttpServer()
                .requestHandler(request -> answer(vertx, request))
                .listen(section.getInteger("port"), section.getString("host"));
    }

    /** To gather them asks the machine too, and is no work for an event loop. */
    private void answer(Vertx vertx, HttpServerRequest request) {
        if (!request.path().equals("/metrics")) {
            request.response().setStatusCode(404).end();
            return;
        }
        vertx.executeBlocking(() -> registry.scrape())
                .onSuccess(numbers ->
                        request.response().putHeader("content-type", FORMAT).end(numbers))
                .onFailure(cause -> {
                    LOG.error("the metrics could not be gathered", cause);
                    request.response().setStatusCode(500).end();
                });
    }
}
