package dev.postern.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;

/** The numbers of Vert.x and of whatever uses the registry, for Prometheus. Not loaded where they are off. */
final class Metrics {
    private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Metrics(String node) {
        registry.config().commonTags("node", node);
    }

    MeterRegistry registry() {
        return registry;
    }

    /** Addresses are no labels: those of replies and of connections would never end. */
    VertxBuilder measure(VertxBuilder builder, VertxOptions options) {
        options.setMetricsOptions(
                new MicrometerMetricsOptions().setJvmMetricsEnabled(true).setEnabled(true));
        return builder.with(options).withMetrics(new MicrometerMetricsFactory(registry));
    }

    /** Serves them at {@code /metrics}. */
    Future<HttpServer> serve(Vertx vertx, JsonObject section) {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(section.getInteger("port"), section.getString("host"));
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/metrics")) {
            request.response().putHeader("content-type", FORMAT).end(registry.scrape());
        } else {
            request.response().setStatusCode(404).end();
        }
    }
}
