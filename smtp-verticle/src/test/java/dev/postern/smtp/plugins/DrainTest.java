package dev.postern.smtp.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Data;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Event;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.plugin.Plugins;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A desk that closes while it is asked without a break, with another beside it, costs no ask. */
class DrainTest {
    /** So many asks are open at any time. */
    private static final int LOAD = 40;

    private final PluginCallBench bench = new PluginCallBench();
    private final Map<String, Integer> answered = new ConcurrentHashMap<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger failed = new AtomicInteger();

    private enum Threads {
        EVENT_LOOP,
        WORKER;

        GroupOptions options() {
            return this == WORKER ? GroupOptions.worker("spf") : GroupOptions.eventLoop("spf");
        }
    }

    /** Answers a little later, so that something is always open. */
    private static final class Slow extends Plugin {
        @Override
        protected Future<Decision> onData(Data event) {
            return vertx.timer(2).map(Decision.pass());
        }

        @Override
        protected Future<Decision> onDeliver(Deliver event) {
            return vertx.timer(2).compose(passed -> delivered(event));
        }
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void noAskFailsWhileADeskLeaves(Threads threads) throws Exception {
        bench.receiveAll();
        PluginDeployment leaving = PluginCallBench.await(Plugins.deploy(bench.vertx(), threads.options(), Slow::new));
        closesUnderLoad(leaving);
        assertEquals(0, bench.counted("answers.late"));
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void noAskFailsWhileADeskLeavesWhoseByeIsNeverHeard(Threads threads) throws Exception {
        PluginDeployment leaving = PluginCallBench.await(Plugins.deploy(bench.vertx(), threads.options(), Slow::new));
        bench.receive(leaving.manifest().hello());
        closesUnderLoad(leaving);
        assertTrue(bench.counted("asks.repeated") > 0);
    }

    private void closesUnderLoad(PluginDeployment leaving) throws Exception {
        TestServer.eventually("the hello is heard", () -> bench.on(bench::isLocal));
        bench.answeringDesk("there");
        for (int i = 0; i < LOAD; i++) {
            Event event = i % 2 == 0 ? PluginCallBench.data() : PluginCallBench.deliver();
            bench.onLoop(() -> load(event));
        }
        String here = "smtp.ask.spf." + Node.of(bench.vertx()).id();
        TestServer.eventually("the desk of this node is asked", () -> count(here) > 1_000);
        assertEquals(0, count("smtp.ask.spf.there"));

        PluginCallBench.await(leaving.close());
        int before = count("smtp.ask.spf.there");
        TestServer.eventually("the other desk is asked", () -> count("smtp.ask.spf.there") > before + 1_000);
        stop.set(true);
        TestServer.eventually("every ask has ended", () -> bench.counted("asks.open") == 0);
        assertEquals(0, failed.get());
    }

    private int count(String address) {
        return answered.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(address))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** One ask after the other. */
    private void load(Event event) {
        bench.askHere(event).onComplete(done -> {
            CallResult answer = done.result();
            if (answer.failure() == null) {
                answered.merge(answer.instance(), 1, Integer::sum);
            } else {
                failed.incrementAndGet();
            }
            if (!stop.get()) {
                bench.onLoop(() -> load(event));
            }
        });
    }
}
