package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a plugin declares follows from what it overrides. */
class DeclarationTest {
    private static class Nothing extends Plugin {}

    private static class Recipients extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return accept();
        }

        @Override
        protected void onClose(Close event) {}

        /** No stage, though it is named like one. */
        Future<Decision> onConnect(String event) {
            return accept();
        }
    }

    private static final class MoreRecipients extends Recipients {
        @Override
        protected Future<Decision> onVerb(Verb event) {
            return pass();
        }

        @Override
        protected Set<String> verbs() {
            return Set.of("VRFY");
        }

        @Override
        protected Set<Stage> concurrent() {
            return Set.of(Stage.RCPTTO);
        }
    }

    private static final class Inbox extends Plugin {
        @Override
        protected Future<Decision> onDeliver(Deliver event) {
            return delivered(event);
        }

        @Override
        protected Set<String> extensions() {
            return Set.of("8BITMIME");
        }
    }

    @Test
    void aPluginThatOverridesNothingDeclaresNothing() {
        assertEquals(
                new Declaration(Set.of(), Set.of(), Set.of(), Set.of(), false, Set.of()), new Nothing().declaration());
    }

    @Test
    void whatIsOverriddenIsDeclared() {
        assertEquals(
                EnumSet.of(Stage.RCPTTO, Stage.CLOSE),
                new Recipients().declaration().stages());
    }

    @Test
    void whatASuperclassOverridesIsDeclaredToo() {
        assertEquals(
                new Declaration(
                        EnumSet.of(Stage.RCPTTO, Stage.CLOSE, Stage.VERB),
                        Set.of(Stage.RCPTTO),
                        Set.of("VRFY"),
                        Set.of(),
                        false,
                        Set.of()),
                new MoreRecipients().declaration());
    }

    @Test
    void whoOverridesDeliverIsAnInbox() {
        assertEquals(
                new Declaration(EnumSet.of(Stage.DELIVER), Set.of(), Set.of(), Set.of(), true, Set.of("8BITMIME")),
                new Inbox().declaration());
    }

    @Test
    void everyStageHasAMethod() throws ReflectiveOperationException {
        for (Stage stage : Stage.values()) {
            Plugin.class.getDeclaredMethod("on" + stage.event().getSimpleName(), stage.event());
        }
    }
}
