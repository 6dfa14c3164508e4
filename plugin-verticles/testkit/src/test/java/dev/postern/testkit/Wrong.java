package dev.postern.testkit;

import dev.postern.contract.Decision;
import dev.postern.contract.Helo;
import dev.postern.contract.plugin.Plugin;
import dev.postern.testkit.conformance.Conformance;
import dev.postern.testkit.conformance.Finding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Examines plugins that are wrong on purpose. */
public final class Wrong {
    private Wrong() {}

    /** Does at EHLO what a test says. */
    public static final class AtHelo extends Plugin {
        private final Function<Vertx, Future<Decision>> answer;

        public AtHelo(Function<Vertx, Future<Decision>> answer) {
            this.answer = answer;
        }

        @Override
        protected Future<Decision> onHelo(Helo event) {
            return answer.apply(vertx);
        }
    }

    public static List<String> atHelo(Function<Vertx, Future<Decision>> answer) {
        return texts(() -> new AtHelo(answer));
    }

    public static List<Finding> findings(Supplier<Plugin> factory) {
        return Conformance.of(factory).findings();
    }

    public static List<String> texts(Supplier<Plugin> factory) {
        return texts(Conformance.of(factory));
    }

    public static List<String> texts(Conformance conformance) {
        return conformance.findings().stream().map(Finding::toString).toList();
    }
}
