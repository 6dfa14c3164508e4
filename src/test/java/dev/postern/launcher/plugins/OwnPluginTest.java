package dev.postern.launcher.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.launcher.yaml.StartException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class OwnPluginTest {
    public static class Plain extends Plugin {}

    public static class Configured extends Plugin {
        final JsonObject options;

        public Configured(JsonObject options) {
            this.options = options;
        }
    }

    public static class Odd extends Plugin {
        public Odd(int number) {
            super();
        }
    }

    @Test
    void isMadeWithNothing() {
        assertTrue(plugin(Plain.class.getName()).factory().get() instanceof Plain);
    }

    @Test
    void isMadeWithItsOptions() {
        Configured made =
                (Configured) plugin(Configured.class.getName()).factory().get();
        assertEquals(new JsonObject().put("a", 1), made.options);
    }

    @Test
    void namesWhatIsWrongWithAClass() {
        assertWrong("does not extend dev.postern.contract.plugin.Plugin", "java.lang.String");
        assertWrong("is not on the class path", "com.example.Nobody");
        assertWrong("expected one that takes a JsonObject or nothing", Odd.class.getName());
    }

    private static void assertWrong(String expected, String className) {
        StartException wrong =
                assertThrows(StartException.class, () -> plugin(className).factory());
        assertTrue(wrong.getMessage().startsWith("plugins.own.class: '" + className + "'"), wrong.getMessage());
        assertTrue(wrong.getMessage().contains(expected), wrong.getMessage());
    }

    private static OwnPlugin plugin(String className) {
        return new OwnPlugin(GroupOptions.worker("own"), className, new JsonObject().put("a", 1));
    }
}
