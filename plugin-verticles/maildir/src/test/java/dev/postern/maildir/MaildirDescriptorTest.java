package dev.postern.maildir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.PluginSetup;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaildirDescriptorTest {
    private final MaildirDescriptor descriptor = new MaildirDescriptor();

    @Test
    void withoutADomainOfItsOwnItTakesTheFirstForWhichThereIsMail() {
        assertEquals("a.example", read("{}", List.of("a.example", "b.example")).defaultDomain());
        assertEquals("mx.example", read("{}", List.of()).defaultDomain());
        assertEquals(
                "c.example",
                read("{\"default-domain\":\"c.example\"}", List.of("a.example")).defaultDomain());
    }

    @Test
    void itSaysWhereMailGoes() {
        OptionValues values = OptionValues.of(descriptor.options(), new JsonObject().put("path", "/var/../mail"));
        assertEquals("/mail", descriptor.notes(values).destination().orElseThrow());
        assertEquals(new MaildirOptions(Path.of("./mail"), true, "a"), read("{}", List.of("a")));
    }

    private MaildirOptions read(String json, List<String> domains) {
        OptionValues values = OptionValues.of(descriptor.options(), new JsonObject(json));
        return MaildirDescriptor.read(new PluginSetup(values, "mx.example", domains));
    }
}
